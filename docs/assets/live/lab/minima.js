// Which stationary points of a landscape are minima.

const H = 1e-4;

/** Where both curvatures are positive: a > 0 and det > 0 for the Hessian ((a, b), (b, c)). */
export const minima = ({ grad, stationaryPoints }) =>
  stationaryPoints.filter(([x0, x1]) => {
    const column = (d0, d1) => {
      const [plus, minus] = [grad([x0 + d0, x1 + d1]), grad([x0 - d0, x1 - d1])];
      return plus.map((slope, i) => (slope - minus[i]) / (2 * H));
    };
    const [[a, b], [, c]] = [column(H, 0), column(0, H)];
    return a > H && a * c - b * b > H;
  });
