"""How the documentation becomes a site: ``make docs``. Everything is built from this checkout, without a network."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

from alliance.pictures import theme

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "The Alliance Workbook"
author = "The Alliance Workbook authors"
version = release = version_of("alliance-workbook")
language = "en"
html_title = project
copyright = f"{author}. Code BSD-3-Clause, content CC BY 4.0, simulated data CC0"  # noqa: A001

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    # our own, in _ext/
    "readme_is_index",
    "repository_links",
    "tidy_pages",
    "command_reference",
    "docstrings",
    "live_widgets",
    "names_to_type",
]
root_doc = "index"
exclude_patterns = ["README.md", "_*"]
templates_path = ["_templates"]

# Plain Markdown, as code hosts show it: sections can be linked by their headings.
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]

# The reference is what docstrings say about the names in each package's `__all__`.
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_default_options = {"members": True}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 80
python_display_short_literal_types = True
add_module_names = False
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
napoleon_preprocess_types = True
# A name between single backticks leads to its entry, where it has one.
default_role = "py:obj"
nitpicky = True
viewcode_line_numbers = True

# The palette is the course's own (`alliance.pictures.theme`), which knows light and dark by itself.
colours = {
    "font-stack": "var(--alliance-font)",
    "color-foreground-primary": "var(--alliance-ink)",
    "color-foreground-secondary": "var(--alliance-muted)",
    "color-foreground-muted": "var(--alliance-muted)",
    "color-foreground-border": "var(--alliance-muted)",
    "color-background-primary": "var(--alliance-paper)",
    "color-background-secondary": "var(--alliance-wash)",
    "color-background-border": "var(--alliance-rule)",
    "color-brand-primary": "var(--site-link)",
    "color-brand-content": "var(--site-link)",
    "color-brand-visited": "var(--site-link)",
    "color-code-background": "var(--alliance-wash)",
    "color-api-name": "var(--site-link)",
    "color-api-pre-name": "var(--alliance-muted)",
}

html_theme = "furo"
html_context = {"palette": theme.css()}
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_logo = "_static/mark.svg"
html_favicon = "_static/mark.svg"
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "top_of_page_buttons": [],
    "light_css_variables": {**colours, "site-link": "#386346"},
    "dark_css_variables": {**colours, "site-link": "var(--alliance-accent)"},
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
