"""Runs in the kernel before a page's code and stores the scale and limits of every axes in the SVG, as its id.

Live figures need them to map between pixels and data coordinates. `svg.py` parses the id.
"""

from matplotlib.axes import Axes

_draw = Axes.draw


def draw(self, renderer):
    if self.name == "rectilinear":
        words = ["axes"]
        for axis, fits in ((self.xaxis, self.get_autoscalex_on()), (self.yaxis, self.get_autoscaley_on())):
            words += [axis.get_scale(), "fits" if fits else "fixed", *map(repr, map(float, axis.get_view_interval()))]
        self.set_gid(" ".join(words))
    _draw(self, renderer)


Axes.draw = draw
