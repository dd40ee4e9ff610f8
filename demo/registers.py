"""What the editor of the demo keeps in the registers: outlets, people and back issues, all of them invented."""

from collections.abc import Callable
from datetime import date

from django.contrib.auth.models import User

from editorial.registers.models import BackIssue, BackIssueArticle, Outlet, Person
from editorial.registers.operations import save_back_issue, save_outlet, save_person

# Name, descriptor, country, language, other spellings. The register takes the countries of ISO 3166 alone, and invented
# ones are not among them: each outlet is entered where its language is at home.
OUTLETS = (
    ("Sada al-Marfa", "daily newspaper based in Port Naseem", "OM", "ar", ("صدى المرفأ", "Sada el-Marfa")),
    ("Ard wa-Matar", "agricultural magazine published in Tilmara", "OM", "ar", ("أرض ومطر",)),
    ("Le Phare des Cendrines", "weekly published in the Cendrines Islands", "MU", "fr", ("Phare des Cendrines",)),
    ("El Mirador de Bruma", "national daily in Valdebruma", "CR", "es", ("Mirador de Bruma",)),
    ("Da Lorghar Wagma", "Pashto-language weekly in Lorghar", "AF", "ps", ("د لورغر وږمه", "De Lorghar Wazhma")),
    ("Vysota i Vremya", "popular science magazine in Vetrogoria", "KZ", "ru", ("Высота и время", "Wysota i Wremja")),
    ("Severny Semafor", "regional newspaper in northern Vetrogoria", "KZ", "ru", ("Северный семафор",)),
    ("Chaoyu Wanbao", "evening daily in Chaoyu", "SG", "zh", ("潮屿晚报",)),
)  # fmt: skip
# Preferred form, the name in its own script, who it is, other forms.
PEOPLE = (
    ("Salim al-Durri", "سالم الدرّي", "journalist in Port Naseem", ("Salem al-Durri", "Salim ad-Durri")),
    ("Irina Polozova", "Ирина Полозова", "journalist in northern Vetrogoria", ("Irina Polosowa",)),
    ("Noémie Castagnet", "", "counts the seals of Belvarra’s port", ("Noemi Castagnet",)),
)
# Months of the digest's printed forerunner, each with title, authors and page of its articles.
BACK_ISSUES = (
    (date(2025, 11, 1), (
        ("A Ferry Learns a New Timetable", ["Odile Brandvik"], 4),
        ("Salt Caravans Return to the Plain", ["Tomas Rehwald"], 9),
    )),
    (date(2025, 12, 1), (("Who Owns the Fog Signal?", ["Odile Brandvik", "Tomas Rehwald"], 3),)),
)  # fmt: skip


def keep_registers(*, editor: User, say: Callable[[str], None]) -> None:
    """The editor enters what the registers lack."""
    for name, descriptor, country, language, spellings in OUTLETS:
        if not Outlet.objects.filter(name=name).exists():
            outlet = Outlet(name=name, descriptor=descriptor, country=country, language=language)
            save_outlet(outlet=outlet, spellings=spellings, by=editor)
    for name, original, description, forms in PEOPLE:
        if not Person.objects.filter(name=name).exists():
            person = Person(name=name, name_in_original=original, description=description)
            save_person(person=person, forms=forms, by=editor)
    for month, listed in BACK_ISSUES:
        if not BackIssue.objects.filter(month=month).exists():
            issue = BackIssue(month=month, complete=True)
            articles = [
                BackIssueArticle(title=title, authors=authors, page=page) for title, authors, page in listed
            ]
            save_back_issue(issue=issue, articles=articles, by=editor)
    say(
        f"{editor.get_full_name()} keeps the registers: {len(OUTLETS)} outlets, {len(PEOPLE)} people, "
        f"{len(BACK_ISSUES)} back issues"
    )
