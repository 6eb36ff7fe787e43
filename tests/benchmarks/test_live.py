"""The live figures: the mathematics against Python's, and an update against the duration of a frame."""

import time

import numpy as np
import plain
from listings import printed
from playwright.sync_api import Page

from gdbook import ravine

FRAME = "a frame at 60 Hz, 16.7 ms"


def test_the_core_in_the_browser(page: Page, address: str, benchmark, record) -> None:
    page.goto(address + "404.html")
    page.evaluate("import('/assets/live/core/index.js').then((module) => (window.core = module))")
    script = """(rounds) => {
        const { descend, rules, surfaces } = core;
        const rule = rules.GradientDescent({ lr: 0.9 });
        let least = Infinity, trace;
        for (let i = 0; i < rounds; i++) {
            const start = performance.now();
            for (let k = 0; k < 20; k++) trace = descend(surfaces.ravine, [-7, 2], rule, 1000);
            least = Math.min(least, (performance.now() - start) / 20);
        }
        return [least / 1000, trace.x.at(-1)];
    }"""
    seconds, last = benchmark.pedantic(lambda: page.evaluate(script, 1 if benchmark.disabled else 30))
    start = np.array([-7.0, 2.0])
    assert last == plain.descent(ravine, start, 0.9, 1000).tolist()
    if not benchmark.disabled:
        times = []
        for _ in range(10):
            began = time.perf_counter()
            plain.descent(ravine, start, 0.9, 1000)
            times.append(time.perf_counter() - began)
        record(
            "the browser's core, a trace of 1,000 steps",
            "the chapter's plain loop in Python",
            seconds / min(times),
        )


def test_a_live_update_of_a_thousand_steps(page: Page, address: str, benchmark, record) -> None:
    page.goto(address + "chapter/learning-rate/?rate.step_num=1000")
    script = """async () => {
        const lr = document.querySelector("[data-live=rate] [name=lr]");
        const live = lr.closest("[data-live]");
        const times = [];
        for (let i = 0; i < 60; i++) {
            const start = performance.now();
            lr.value = String(0.9 + i / 600);
            lr.dispatchEvent(new Event("input"));
            while (live.hasAttribute("data-busy")) await new Promise((resume) => setTimeout(resume)); // a slow machine
            live.getBoundingClientRect(); // the layout is part of it
            times.push(performance.now() - start);
        }
        const output = live.querySelector("output").textContent;
        return [times.sort((a, b) => a - b)[times.length / 2], output];
    }"""
    milliseconds, output = benchmark.pedantic(lambda: page.evaluate(script))
    assert output == printed("chapter/learning-rate", "rate", {"lr": str(0.9 + 59 / 600), "step_num": "1000"})
    if not benchmark.disabled:
        record("a live update of 1,000 steps", FRAME, milliseconds / (1000 / 60), budget=1)
