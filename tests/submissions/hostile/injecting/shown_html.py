# tries: to show HTML, SVG, JavaScript, widgets and a picture that is none, for whoever opens the graded notebook
# kind: injecting
# earns: 0
# verdict: any
# contained by: only text and real pictures are kept of what cells show

# %% double
from IPython.display import HTML, SVG, IFrame, Javascript, display, publish_display_data

SCRIPT = "<script>window.HOSTILE=1</script>"
display(HTML(SCRIPT), Javascript("window.HOSTILE=1"), SVG(f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>"))
display(IFrame("javascript:window.HOSTILE=1", 10, 10))
publish_display_data({"image/png": f'"><img src=x onerror="window.HOSTILE=1">{SCRIPT}', "text/plain": SCRIPT})
publish_display_data(
    {"text/latex": f"$$\\href{{javascript:window.HOSTILE=1}}{{x}}$$ {SCRIPT}", "text/markdown": SCRIPT}
)
publish_display_data({"application/vnd.jupyter.widget-view+json": {"model_id": SCRIPT}, "text/plain": SCRIPT})
publish_display_data({"text/plain": "x", "text/html": SCRIPT}, metadata={SCRIPT: SCRIPT, "isolated": SCRIPT})
