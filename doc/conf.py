# SPDX-License-Identifier: GPL-2.0-or-later
"""How Sphinx builds the manual by itself; inside ns-3's manual its conf.py counts."""

import pathlib
import re

VERSION_FILE = pathlib.Path(__file__).parent.parent / "helper" / "mqtt-run-record.cc"

project = "mqtt-security"
author = "The authors of mqtt-security"
release = version = re.search(r'_VERSION "([^"]+)"', VERSION_FILE.read_text()).group(1)

nitpicky = True  # a name that leads nowhere is a fault
highlight_language = "none"
html_theme_options = {"page_width": "75em", "sidebar_width": "18em"}
html_show_sourcelink = False
html_show_copyright = False
