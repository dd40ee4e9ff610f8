"""Makes `made_by_libreoffice.docx` and `written_freely.docx` beside this script: `python tests/files/make_word_files.py`.

Needs LibreOffice (`soffice`) and Pillow. Everything in them is invented. The tests read the files as they lie here;
this script says how they were made and makes them again when they have to change.
"""

import base64
import io
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent
NAMESPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
STYLES = """
<office:styles>
 <style:default-style style:family="paragraph"><style:text-properties fo:language="en" fo:country="US"
   style:language-complex="ar" style:country-complex="EG"/></style:default-style>
 <style:style style:name="Standard" style:family="paragraph" style:class="text"/>
 <style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard"/>
 <style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph"
   style:default-outline-level="1" style:parent-style-name="Standard"/>
</office:styles>
<office:automatic-styles>
 <style:style style:name="it" style:family="text"><style:text-properties fo:font-style="italic"
   style:font-style-complex="italic"/></style:style>
 <style:style style:name="fr" style:family="text"><style:text-properties fo:language="fr" fo:country="FR"/></style:style>
 <style:style style:name="ar" style:family="text"><style:text-properties style:language-complex="ar"
   style:country-complex="SD"/></style:style>
 <style:style style:name="rtl" style:family="paragraph" style:parent-style-name="Standard">
   <style:paragraph-properties fo:text-align="end" style:writing-mode="rl-tb"/></style:style>
</office:automatic-styles>
"""
ARABIC_TITLE = "إغلاق ميناء الرمال ثلاثة أيام"
ARABIC = "قال مدير الميناء إن السفن الكبيرة لا تستطيع الدخول قبل يوم الأحد."
QUOTE = "“We tied up our boats and waited for the tide that nobody could promise us.”"


def it(words: str) -> str:
    return f'<text:span text:style-name="it">{words}</text:span>'


def ar(words: str) -> str:
    return f'<text:span text:style-name="ar">{words}</text:span>'


def link(words: str, address: str) -> str:
    return f'<text:a xlink:type="simple" xlink:href="{address}">{words}</text:a>'


def note(number: int, words: str, kind: str = "endnote") -> str:
    return (
        f'<text:note text:id="n{number}" text:note-class="{kind}"><text:note-citation>{number}</text:note-citation>'
        f"<text:note-body><text:p>{words}</text:p></text:note-body></text:note>"
    )


def p(words: str = "", style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def picture() -> str:
    image = Image.new("RGB", (320, 200), (86, 134, 164))
    ImageDraw.Draw(image).polygon(
        [(0, 200), (0, 120), (160, 90), (320, 130), (320, 200)], fill=(204, 180, 132)
    )
    out = io.BytesIO()
    image.save(out, "PNG")
    data = base64.b64encode(out.getvalue()).decode()
    return (
        '<draw:frame draw:name="Harbor" text:anchor-type="as-char" svg:width="8cm" svg:height="5cm"><draw:image '
        f'draw:mime-type="image/png"><office:binary-data>{data}</office:binary-data></draw:image>'
        "<svg:desc>A sandy shore below a blue sky</svg:desc></draw:frame>"
    )


COMMENTARY = [
    "The port of Sandhaven was closed for three days in October."
    + note(1, f"See also {it('The Sandhaven Yearbook')}, 2025, p. 14.", "footnote")
    + f" Its director spoke of {it('a slow tide')} and of sand that no dredger had moved for a year.",
    "Fishermen asked the council for help, which "
    + link("published its answer", "https://council.example/answer")
    + " a week later."
    + note(2, f"The answer is at {link('council.example', 'https://council.example/answer')}.")
    + ' A deputy called it <text:span text:style-name="fr">un aveu tardif</text:span>, a late admission.'
    + note(3, "The deputy spoke on local radio; there is no recording."),
]
EXCERPTS = [
    [
        "Mara Odd, “Boats Wait for the Tide at Sandhaven,” Sandhaven Courier (local daily), 9 October 2025.",
        f"We tied up our boats and waited for the tide that nobody could promise us, said {it('Ilse Quill')}, who has "
        "fished here for thirty years.",
        "The council met on Tuesday and adjourned without a vote on the dredger.",
    ],
    [
        ARABIC_TITLE,
        "“Sandhaven Port Closed for Three Days,” Rimal News (Arabic-language news site), 10 October 2025.",
        ARABIC,
        "The director of the port said that large ships cannot enter before Sunday.",
    ],
]
IMAGE = [
    "Image: The harbor of Sandhaven at low tide.",
    "Source: Sandhaven Archive",
    "Attribution: Noor Castellane, CC BY 4.0",
]
TITLE = "Sandhaven Closes Its Port as Sand Fills the Channel"
DEK = "The harbor of Sandhaven at low tide."


def excerpt(lines: list[str]) -> list[str]:
    """Arabic lines set from right to left."""
    return [p(ar(one), "rtl") if one in (ARABIC_TITLE, ARABIC) else p(one) for one in lines]


def house_layout() -> str:
    """The article in the house layout: a blank line between paragraphs, two between the parts."""
    blocks: list[str] = [p(TITLE), p(), p(DEK), p(), p(QUOTE)]
    for paragraph in COMMENTARY:
        blocks += [p(), p(paragraph)]
    blocks.append(p())
    for lines in EXCERPTS:
        arabic = lines[0] == ARABIC_TITLE
        for position, paragraph in enumerate(excerpt(lines)):
            # The original title stands directly above the rest of its citation.
            blocks += [paragraph] if arabic and position == 1 else [p(), paragraph]
    blocks += [p(), p("Image Information:"), p(), *map(p, IMAGE), p(picture())]
    return "".join(blocks)


def written_freely() -> str:
    """The same article as a person writes it who was never told of a layout."""
    blocks = [
        p(TITLE, "Title"),
        p(picture()),
        *map(p, COMMENTARY),
        '<text:h text:style-name="Heading_20_1" text:outline-level="1">What people on the coast say</text:h>',
        p(EXCERPTS[0][1]),
        p(ar(ARABIC), "rtl"),
        p("That is, large ships cannot enter before Sunday."),
    ]
    return "".join(blocks)


def make(name: str, body: str) -> None:
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.2" '
        f'office:mimetype="application/vnd.oasis.opendocument.text">{STYLES}'
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{name}.fodt"
        source.write_text(document, encoding="utf-8")
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
             "docx:Office Open XML Text", "--outdir", folder, str(source)],
            check=True, stdout=subprocess.DEVNULL, timeout=180,
        )  # fmt: skip
        shutil.copy(Path(folder) / f"{name}.docx", HERE / f"{name}.docx")


if __name__ == "__main__":
    make("made_by_libreoffice", house_layout())
    make("written_freely", written_freely())
