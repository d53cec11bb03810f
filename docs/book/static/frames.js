// Explorers without a kernel: each slider shows pictures that were drawn when the book was made.
"use strict";

const PAUSE = 400; // milliseconds without a movement after which the words are read aloud

function start(figure) {
    const { folder, values, strides, alt, pictures, words } = JSON.parse(figure.querySelector("script").textContent);
    const live = figure.querySelector(".live");
    const picture = figure.querySelector(".frame");
    const status = figure.querySelector("[role=status]");
    const inputs = [...live.querySelectorAll("input, select")];
    let timer;

    const index = (input) => {
        if (input.type === "checkbox") return Number(input.checked);
        return input.tagName === "SELECT" ? input.selectedIndex : Number(input.value);
    };
    const frame = () => inputs.reduce((sum, input, k) => sum + strides[k] * index(input), 0);

    const show = () => {
        const now = frame();
        picture.src = `${folder}/${pictures[now]}`;
        picture.alt = words[now] ? `${alt.replace(/\.$/, "")}. ${words[now]}` : alt;
        inputs.forEach((input, k) => {
            if (input.type !== "range") return;
            const [shown, spoken] = values[k][index(input)];
            input.setAttribute("aria-valuetext", spoken);
            input.parentElement.querySelector("output").textContent = shown;
        });
    };
    const say = () => {
        status.textContent = words[frame()];
    };
    const load = () => new Set(pictures).forEach((file) => (new Image().src = `${folder}/${file}`));

    live.addEventListener("input", () => {
        show();
        clearTimeout(timer);
        timer = setTimeout(say, PAUSE);
    });
    // All frames are fetched when a reader comes near the controls, not before.
    live.addEventListener("pointerenter", load, { once: true });
    live.addEventListener("focusin", load, { once: true });
    // A picture that cannot be had leaves the reader with the storyboard.
    picture.addEventListener("error", () => figure.classList.remove("playing"));
    picture.loading = "lazy";
    show();
    live.hidden = false;
    figure.classList.add("playing");
}

document.querySelectorAll("figure.explorer:has(.live)").forEach(start);

// A formula that is wider than the page can be scrolled; without a mouse it must be reached first.
async function reachFormulas() {
    await window.MathJax?.startup?.promise;
    document.querySelectorAll("mjx-container[display], span.math").forEach((formula) => {
        formula.toggleAttribute("tabindex", formula.scrollWidth > formula.clientWidth);
        if (formula.hasAttribute("tabindex")) formula.tabIndex = 0;
    });
}
window.addEventListener("load", reachFormulas);
window.addEventListener("resize", reachFormulas);
document.addEventListener("toggle", reachFormulas, true); // what was folded had no width
