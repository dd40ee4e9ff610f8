"""Names of the WordprocessingML namespaces, and the characters that carry our marks through the converter.

The marks are Unicode noncharacters, which no text has; whatever a file brings of them is taken out first.
"""

import re
from typing import Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V: Final = "{urn:schemas-microsoft-com:vml}"
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"

LANGUAGE: Final = "\ufdd0"  # LANGUAGE tag END … OVER
ROLE: Final = "\ufdd3"  # ROLE name END
END: Final = "\ufdd1"
OVER: Final = "\ufdd2"

MARKS: Final = re.compile("[\ufdd0-\ufdef]")
LANGUAGE_OR_ROLE: Final = re.compile(f"{LANGUAGE}[^{END}]*{END}|{ROLE}[^{END}]*{END}|{OVER}")
