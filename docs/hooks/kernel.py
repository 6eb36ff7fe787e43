"""Runs in the kernel before a page's code: every axes stores its scale and limits in the SVG, as its id.

Live figures need them to map between pixels and data coordinates. `svg.py` parses the id. A page that draws
nothing does not wait for matplotlib, which takes as long to import as the kernel to start.
"""

import sys
from importlib.util import find_spec


def annotate(axes):
    """Has the axes of the module matplotlib.axes write their scale and limits."""
    plain = axes.Axes.draw

    def draw(self, renderer):
        if self.name == "rectilinear":
            words = ["axes"]
            for axis, fits in ((self.xaxis, self.get_autoscalex_on()), (self.yaxis, self.get_autoscaley_on())):
                words += [
                    axis.get_scale(),
                    "fits" if fits else "fixed",
                    *map(repr, map(float, axis.get_view_interval())),
                ]
            self.set_gid(" ".join(words))
        plain(self, renderer)

    axes.Axes.draw = draw


class OnImport:
    """Comes before the finders of Python, to annotate the axes as soon as their module has been loaded."""

    def find_spec(self, name, path=None, target=None):
        if name != "matplotlib.axes":
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        if spec is None or spec.loader is None:
            return None
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            annotate(module)

        spec.loader.exec_module = exec_module
        return spec


if "matplotlib.axes" in sys.modules:
    annotate(sys.modules["matplotlib.axes"])
else:
    sys.meta_path.insert(0, OnImport())
