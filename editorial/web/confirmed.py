"""Where “Is it you?” leads whoever was asked in another tab: their form waits in the tab before."""

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
@login_required
def confirmed(request: HttpRequest) -> HttpResponse:
    """GET: that it is confirmed, and how to go on; asks first where it is not, or not any more."""
    if is_reauthentication_required(request, app="allauth.account"):
        ask = f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}"
        return HttpResponseRedirect(ask)
    return render(request, "account/confirmed.html", {"title": "Confirmed"})
