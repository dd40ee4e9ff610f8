"""Texts that want to be more than text. `xss` in the name of an attribute marks every element that they would make."""

MARK = "__xss"
RUN = f"window.{MARK}=1"

# What would run, if any of it were taken as markup, as an attribute, as an address, as a template or as a style.
PAYLOADS: tuple[str, ...] = (
    f"<script xss>{RUN}</script>",
    f"<img xss src=x onerror={RUN}>",
    f'"><svg xss onload={RUN}>',
    f"'><img xss src=x onerror='{RUN}'>",
    f'" onmouseover="{RUN}" xss="',
    f"' autofocus onfocus='{RUN}' xss='",
    f"` onclick={RUN} xss `",
    f"</textarea><script xss>{RUN}</script>",
    f"</title></style></noscript></script><script xss>{RUN}</script>",
    f"--><img xss src=x onerror={RUN}><!--",
    f"]]><script xss>{RUN}</script><![CDATA[",
    f'<a xss href="javascript:{RUN}">x</a>',
    f'<a xss href="java&#x09;script:{RUN}">x</a>',
    f'<a xss href=" &#14; javascript:{RUN}">x</a>',
    f'<iframe xss srcdoc="<script>{RUN}</script>"></iframe>',
    f'<object xss data="data:text/html,<script>{RUN}</script>"></object><embed xss src="javascript:{RUN}">',
    f'<form xss action="javascript:{RUN}"><button xss formaction="javascript:{RUN}">x</button></form>',
    f'<math xss><mtext><table><mglyph><style><!--</style><img xss title="--&gt;&lt;img src=1 onerror={RUN}&gt;">',
    f'<svg xss></p><style><a id="</style><img xss src=1 onerror={RUN}>">',
    f'<noscript xss><p title="</noscript><img xss src=x onerror={RUN}>">',
    f"<form xss><math><mtext></form><form><mglyph><style></math><img xss src onerror={RUN}>",
    f"<b xss style=\"background:url('javascript:{RUN}');width:expression({RUN})\">x</b>",
    f"<style xss>@import 'http://169.254.169.254/';*{{background:url(//attacker.example/{MARK})}}</style>",
    f'<link xss rel=stylesheet href="//attacker.example/{MARK}"><base xss href="//attacker.example/">',
    f'<meta xss http-equiv=refresh content="0;url=javascript:{RUN}">',
    "{{7*7}}{% now 'Y' %}{# x #}${7*7}<%= 7*7 %>#{7*7}{{ settings.SECRET_KEY }}",
    f"&lt;script xss&gt;{RUN}&lt;/script&gt;&amp;lt;img xss&amp;gt;",
    f"\u003cscript xss\u003e{RUN}\u003c/script\u003e＜script xss＞{RUN}＜/script＞",
    f"\u202e<script xss>{RUN}</script>\u2066\u200f\u2028\u2029x",
    f"<scr\u200bipt xss>{RUN}</scr\u200bipt><scr<script xss>ipt>{RUN}</script>",
    f'<p data-footnote="x" xss><sup data-footnote="&quot; onload={RUN} xss=&quot;"></sup></p>',
    f'<span lang="&quot; onclick={RUN} xss=&quot;" dir="rtl" xss>x</span>',
    f"';{RUN}//\\';{RUN}//\\\";{RUN}//</script><script xss>{RUN}</script>",
)

FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\u200b=1+1",
    "＝1+1",
    '=HYPERLINK("http://x.example")',
)

# Addresses that must be refused, or that nobody follows: of schemes that run, of this machine, of its neighbors, in disguise.
ADDRESSES: tuple[str, ...] = (
    "file:///etc/passwd", "file://localhost/etc/passwd", "FILE:/etc/passwd", "http://127.0.0.1:1/", "http://[::1]:1/",
    "http://0.0.0.0:1/", "http://2130706433:1/", "http://0x7f.1:1/", "http://localhost:1/", "http://169.254.169.254/latest/",
    "http://[fe80::1]/", "http://user:secret@127.0.0.1:1/", "http://good.example@127.0.0.1:1/",
    "http://127.0.0.1:1\\@good.example/", "gopher://127.0.0.1:6379/_FLUSHALL", "ftp://127.0.0.1/x", "dict://127.0.0.1:11/",
    f"javascript:{RUN}", f" javascript:{RUN}", f"JaVaScRiPt:{RUN}", f"java\tscript:{RUN}", f"java\nscript:{RUN}",
    f"\x01javascript:{RUN}", f"data:text/html,<script>{RUN}</script>", f"vbscript:{RUN}", "//attacker.example/x",
    "\\\\attacker.example\\share", "http:attacker.example", "http:///etc/passwd", "https://good.example/\r\nX-Header: 1",
    f'https://good.example/" onclick="{RUN}" xss="', "ms-msdt:/id", "view-source:http://127.0.0.1:1/",
    "jar:http://127.0.0.1:1!/", "blob:http://127.0.0.1:1/x", "about:blank", "media:" + "0" * 64, "x" * 3000,
)  # fmt: skip


def long_texts() -> dict[str, str]:
    """What a text of many megabytes looks like that is made to keep a reader busy."""
    return {
        "one line": "word " * 400_000,
        "one word": "x" * 2_000_000,
        "blanks": " " * 1_900_000 + "x",
        "line breaks": "\n" * 1_900_000 + "x",
        "quotation marks": "“" * 1_000_000,
        "brackets": "[" * 1_000_000,
        "notes": "[1]" * 300_000,
        "digits": "1," * 500_000,
        "dots": "." * 1_000_000,
        "months": "9 November " * 90_000,
        "addresses": "http://a." * 200_000,
        "letters with marks": "e\u0301\u0323" * 300_000,
        "turned around": "\u202e" * 1_000_000 + "x",
        "titles": "A Title Of Words, " * 50_000,
        "ten megabytes": "words of a text " * 650_000,
    }


def odd_texts() -> dict[str, str]:
    """Texts of a few letters that are none."""
    return {
        "nul": "A title\x00 of words",
        "controls": "".join(map(chr, range(32))) + "x" + "".join(map(chr, range(127, 160))),
        "half of a pair": "A title \ud83d of words",
        "other half": "\udc00 first",
        "marks of direction": "\u202e\u2067\u2066\u202a\u202d A title \u2069\u202c\u200f\u061c",
        "noncharacters": "\ufdd0ar\ufdd1 \ufffe \U0001fffe",
        "tags": "A title\U000e0001\U000e0041",
        "byte order marks": "\ufeff\ufeffA title",
        "line separators": "A title\u2028\u2029\x85\x0b\x0cand more",
        "marks on marks": "Z" + "\u0335" * 5000,
        "private": "\ue000key\ue000 A title",
        "nothing that shows": "\u200b\u2060\u3164\u115f",
        "template": PAYLOADS[25],
        "markup": PAYLOADS[0],
    }
