"""What a listing needs of the code above it."""

import pytest
from slices import Page

IMPORTS = "import numpy as np\nfrom gdbook import bowl, descend, ravine"


def program(*cells: str) -> str:
    return Page(cells).program(len(cells))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["x = 1", "print(2)"], "print(2)"),
        (["x = 1\ny = 2", "print(x)"], "x = 1\n\nprint(x)"),
        (["x = 1", "x = 2", "print(x)"], "x = 2\n\nprint(x)"),
        (["x = 1", "x += 1", "print(x)"], "x = 1\n\nx += 1\n\nprint(x)"),
        (["x, (y, *z) = 1, (2, 3)", "print(z)"], "x, (y, *z) = 1, (2, 3)\n\nprint(z)"),
        (["x = [1]\nx.append(2)", "print(x)"], "x = [1]\nx.append(2)\n\nprint(x)"),
        (["x = [1, 2]\nx[0] = 5\ny = 1", "print(x)"], "x = [1, 2]\nx[0] = 5\n\nprint(x)"),
        (["x = 1\nprint(x)\nassert x == 1", "print(x)"], "x = 1\n\nprint(x)"),
        (["# why\nx = 1", "print(x)"], "# why\nx = 1\n\nprint(x)"),
        (["x = 1", "x = 2\nprint(x)"], "x = 2\nprint(x)"),
        (["lr = 1", "for lr in (1, 2):\n    print(lr)"], "for lr in (1, 2):\n    print(lr)"),
        (["x = 1", "print([x for x in (1, 2)])"], "print([x for x in (1, 2)])"),
        (["x = 1", "print((lambda x: x)(2))"], "print((lambda x: x)(2))"),
        (["x = 1", "if True:\n    x = 2", "print(x)"], "x = 1\n\nif True:\n    x = 2\n\nprint(x)"),
        (["if (n := 3) > 2:\n    pass", "print(n)"], "if (n := 3) > 2:\n    pass\n\nprint(n)"),
        (["with open('f') as g:\n    x = 1", "print(x)"], "with open('f') as g:\n    x = 1\n\nprint(x)"),
    ],
)
def test_a_name_brings_what_bound_and_changed_it(cells: list[str], expected: str) -> None:
    assert program(*cells) == expected


def test_a_loop_comes_without_what_it_prints() -> None:
    loop = "total = 0\nfor i in range(3):\n    total += i\n    print(total)\n    assert total >= 0"
    assert program(loop, "print(total)") == "total = 0\nfor i in range(3):\n    total += i\n\nprint(total)"
    only = "for i in range(3):\n    if i:\n        print(i)"
    assert program(f"x = 1\n{only}", "print(x)") == "x = 1\n\nprint(x)"


def test_a_function_brings_what_it_reads_when_it_is_called() -> None:
    cells = ["def f(x):\n    return c * g(x)", "c = 2\n\n\ndef g(x):\n    return x", "c = 3", "print(f(1))"]
    expected = "def f(x):\n    return c * g(x)\n\n\ndef g(x):\n    return x\n\n\nc = 3\n\nprint(f(1))"
    assert program(*cells) == expected
    assert program("c = 2", "f = lambda x: c * x", "print(f(1))") == "c = 2\n\nf = lambda x: c * x\n\nprint(f(1))"
    assert program("c = 2\n\n\ndef f():\n    return c", "fs = [f]", "print(fs[0]())").startswith("c = 2\n")


def test_the_body_of_a_function_keeps_its_prints() -> None:
    assert "print(x)" in program("def show(x):\n    print(x)", "show(1)")


def test_imports_come_first_and_only_those_that_are_used() -> None:
    cells = [f"{IMPORTS}\nimport matplotlib.pyplot as plt\nx = np.ones(2)", "print(descend, x)"]
    assert program(*cells) == "import numpy as np\nfrom gdbook import descend\n\nx = np.ones(2)\n\nprint(descend, x)"
    assert program(IMPORTS, "from gdbook import rosenbrock", "print(bowl, rosenbrock)").startswith(
        "from gdbook import bowl, rosenbrock\n\n"
    )
    assert program("import numpy as np", "import numpy as np\nprint(np)") == "import numpy as np\nprint(np)"


def test_settings_of_a_module_come_along_and_its_other_calls_do_not() -> None:
    cells = ["import numpy as np\nnp.set_printoptions(precision=2)\nnp.zeros(3)", "print(np.pi)"]
    assert program(*cells) == "import numpy as np\n\nnp.set_printoptions(precision=2)\n\nprint(np.pi)"
    cells = ["import matplotlib.pyplot as plt\nplt.style.use('gdbook.book')", "plt.plot([1])\nplt.show()"]
    assert "plt.style.use('gdbook.book')\n\nplt.plot([1])" in program(*cells)


def test_a_random_generator_comes_in_its_state() -> None:
    cells = ["import numpy as np\nrng = np.random.default_rng(0)", "x = rng.random()\nprint(x)", "print(rng.random())"]
    assert "x = rng.random()" in program(*cells)
    cells = ["run = iter('abc')", "first = next(run)", "print(next(run))"]
    assert program(*cells) == "run = iter('abc')\n\nfirst = next(run)\n\nprint(next(run))"


def test_drawing_on_axes_is_a_change_of_them() -> None:
    cells = ["fig, ax = figure()\ndraw(ax, 1)\nax.set(xlim=(0, 1))\nother(2)", "ax.plot([1])"]
    assert program("def figure(): ...", *cells).endswith(
        "fig, ax = figure()\ndraw(ax, 1)\nax.set(xlim=(0, 1))\n\nax.plot([1])"
    )


def test_definitions_stand_apart_by_two_blank_lines() -> None:
    cells = ["x = 1\n\n\ndef f():\n    return x\n\n\ny = f()", "print(y)"]
    assert program(*cells) == "x = 1\n\n\ndef f():\n    return x\n\n\ny = f()\n\nprint(y)"


def test_the_attributes_name_lines_of_cells() -> None:
    page = Page([f"{IMPORTS}\n\nx = 1\ny = 2", "z = 3", "print(np, y, z)"])
    assert page.needs(3).attributes(3) == {
        "data-cell": "3", "data-imports": "import numpy as np", "data-lines": "1:5 2:1",
    }  # fmt: skip
    assert page.needs(1).attributes(1) == {"data-cell": "1", "data-imports": "", "data-lines": ""}
