"""The book's settings: all that a page needs lies in the site itself, and nothing is executed. Used by tools/make_book.py."""

project = "The theory of deep learning, live"
author = "The dltheory authors"
copyright = "The dltheory authors; text CC BY 4.0, code MIT"
language = "en"  # the British translation lacks words that the search needs
extensions = ["myst_nb", "sphinx-mathjax-offline"]

nb_execution_mode = "off"
nb_merge_streams = True
nb_render_markdown_format = "myst"  # tables and formulas in what cells have written
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
myst_heading_slug_func = "docutils.nodes.make_id"  # anchors as in the pages themselves, for links from tables too
# Assistive MathML stays on without the menu, which would load what has been left out.
mathjax3_config = {"options": {"enableMenu": False}}

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["static"]
html_css_files = ["book.css"]
html_js_files = [("frames.js", {"defer": "defer"})]
html_favicon = "static/favicon.svg"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False
html_domain_indices = False
html_context = {"default_mode": "auto"}  # light or dark, as the reader's system
html_theme_options = {
    "navbar_persistent": [],  # one search field is enough, the sidebar's
    "use_download_button": False,  # it would give the book's own copy; each page links to the notebook itself
    "use_fullscreen_button": False,
    "show_toc_level": 2,
}
