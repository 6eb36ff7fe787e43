"""How a live figure changes when a link of the text or a button sets its numbers: it glides there within 0.4 s."""

import re
from typing import Any

import pytest
from listings import field, visit
from playwright.sync_api import Page, expect

FRAMES = """([name, selector, again]) => {
    const live = document.querySelector(`[data-live="${name}"]`);
    const look = () => {
        const drawn = [...live.querySelectorAll("[data-live-path]")].map((part) => part.innerHTML).join();
        const dials = [...live.querySelectorAll("input[type=range]")].map((dial) => dial.valueAsNumber);
        return { drawn, dials, printed: live.querySelector("output").textContent };
    };
    const own = [performance.now, requestAnimationFrame, cancelAnimationFrame];
    let now = performance.now();
    let due = new Map();
    let count = 0;
    performance.now = () => now;
    window.requestAnimationFrame = (draw) => due.set(++count, draw) && count;
    window.cancelAnimationFrame = (frame) => due.delete(frame);
    const seen = [look()];
    document.querySelector(selector).click();
    for (let k = 0; k < 45; k++) {
        now += 16;
        const drawn = due;
        due = new Map();
        for (const draw of drawn.values()) draw(now);
        seen.push(look());
    }
    if (again) document.querySelector(selector).click();
    [performance.now, window.requestAnimationFrame, window.cancelAnimationFrame] = own;
    for (const draw of due.values()) requestAnimationFrame(draw); // what still plays
    return seen;
}"""
"""Presses, and tells what a listing shows before and in each of 45 frames after that, of 16 ms each. Then it presses
`again` if that is asked for, while the clock stands."""


def frames(page: Page, name: str, selector: str, *, again: bool = False) -> list[dict[str, Any]]:
    return page.evaluate(FRAMES, [name, selector, again])


def different(seen: list[dict[str, Any]], what: str) -> int:
    return len({str(frame[what]) for frame in seen})


TIMES_TEN = '[data-live="rate"] .dial button:last-child'


@pytest.mark.parametrize(
    ("page_name", "name", "selector"),
    [
        ("chapter/learning-rate", "factor", 'a[href="?factor.lr=1.02"]'),
        ("beyond/guarantees", "lemma", 'a[href*="lemma.start=0.6"]'),
        ("chapter/learning-rate", "rate", TIMES_TEN),
    ],
)
def test_figure_and_result_glide_to_the_numbers_of_a_press(
    page: Page, address: str, page_name: str, name: str, selector: str
) -> None:
    live = visit(page, address, page_name, name)
    seen = frames(page, name, selector)
    assert min(different(seen, what) for what in ("drawn", "dials", "printed")) > 15
    assert seen[1] != seen[-1]
    end = live.locator("output").text_content()
    page.wait_for_url(re.compile(r"\?"))
    page.reload()  # with the same numbers in the address
    expect(live.locator("output")).to_have_text(end or "")
    assert seen[-1]["printed"] == end


def test_a_glide_by_ten_is_even_on_the_dial_of_decades_and_the_number_is_there_at_once(
    page: Page, address: str
) -> None:
    live = visit(page, address, "chapter/learning-rate", "rate")
    fields = [field(live, name).input_value() for name in ("lr", "step_num")]
    seen = frames(page, "rate", TIMES_TEN)
    which = [dial.get_attribute("data-name") for dial in live.locator(".dial").all()].index("lr")
    thumb = [frame["dials"][which] for frame in seen]
    assert thumb == sorted(thumb)
    assert any(0.3 < (at - thumb[0]) / (thumb[-1] - thumb[0]) < 0.7 for at in thumb)
    assert float(field(live, "lr").input_value()) == pytest.approx(10 * float(fields[0]))
    assert field(live, "step_num").input_value() == fields[1]


def test_steps_glide_through_whole_numbers(page: Page, address: str) -> None:
    visit(page, address, "chapter/learning-rate", "three")
    seen = frames(page, "three", '[data-sets*="three.step_num=11"]')
    counts = [11 * frame["dials"][1] / seen[-1]["dials"][1] for frame in seen]
    assert counts == pytest.approx([round(count) for count in counts])
    assert len(set(counts)) > 4


@pytest.mark.exhaustive
def test_a_glide_is_undone_at_once_and_the_address_has_its_end(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "factor")
    undo = live.get_by_role("button", name="Undo")
    page.locator('a[href="?factor.lr=1.02"]').click()
    expect(field(live, "lr")).to_have_value("1.02")
    page.wait_for_url(re.compile(r"\?factor\.lr=1\.02(#|$)"))
    expect(live.locator("output")).to_contain_text("factor -1.04")
    undo.click()
    expect(undo).to_be_disabled()
    expect(live.locator("output")).to_contain_text("factor 0.6")


def test_what_the_reader_does_takes_a_glide_over(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "factor")
    page.evaluate("""() => {
        document.querySelector('a[href="?factor.lr=1.02"]').click();
        setTimeout(() => {
            const key = new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true });
            document.querySelector('[data-live="factor"] input[type=range]').dispatchEvent(key);
            window.taken = document.querySelector('[data-live="factor"] output').textContent;
        }, 100);
    }""")
    page.wait_for_function("() => window.taken")
    assert page.evaluate("window.taken").startswith("factor -1.24\n")  # from 1.02 to 1.12
    page.wait_for_timeout(600)
    assert (live.locator("output").text_content() or "").startswith("factor -1.24\n")


@pytest.mark.exhaustive
def test_a_glide_leaves_one_dot(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/learning-rate", "factor")
    dots = live.locator(".marks circle")
    for wanted, rate in enumerate(("0.5", "0.95"), start=1):
        page.locator(f'p > a[href="?factor.lr={rate}"]').click()
        expect(dots).to_have_count(wanted)
        page.wait_for_timeout(500)
        expect(dots).to_have_count(wanted)
    live.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(500)
    expect(dots).to_have_count(0)


def test_with_reduced_motion_a_press_is_seen_at_once(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(page, address, "chapter/learning-rate", "factor")
    seen = frames(page, "factor", 'a[href="?factor.lr=1.02"]')
    assert [different(seen, what) for what in ("drawn", "dials", "printed")] == [2, 2, 2]


def test_a_step_that_is_played_slides_grows_and_drops(page: Page, address: str) -> None:
    live = visit(page, address, "chapter/gradient-method", "steps")
    field(live, "step_num").fill("0")
    seen = frames(page, "steps", '[data-live="steps"] .play', again=True)
    assert different(seen, "drawn") > 15
    expect(live.locator(".play")).to_have_text("▶ Play")
    stopped = live.locator(".pictures").inner_html()
    count = field(live, "step_num").input_value()
    field(live, "step_num").fill("0")
    field(live, "step_num").fill(count)
    assert live.locator(".pictures").inner_html() == stopped  # nothing is left of a step that was under way
