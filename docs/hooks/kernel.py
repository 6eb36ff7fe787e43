"""Runs in the kernel before a page's code: every axes tells, in the SVG, what it shows.

A live figure needs to know which point of the picture is which point of the plane. `svg.py` reads what is written here.
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
