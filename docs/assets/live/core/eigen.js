// Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations.

const SWEEPS = 12; // for a matrix of a few rows; each squares what is left beside the diagonal

/** @returns {{ value: number, vector: number[] }[]} the vectors of length 1, in no order */
export const eigenOf = (matrix) => {
  const a = matrix.map((row) => [...row]);
  const n = a.length;
  const v = a.map((_, i) => a.map((_, k) => Number(i === k)));
  /** Turns columns p and q of rows. */
  const turn = (rows, p, q, cos, sin) => {
    for (const row of rows) [row[p], row[q]] = [cos * row[p] - sin * row[q], sin * row[p] + cos * row[q]];
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const angle = Math.atan2(2 * a[p][q], a[q][q] - a[p][p]) / 2; // makes a[p][q] zero
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        turn(a, p, q, cos, sin);
        [a[p], a[q]] = [a[p].map((x, k) => cos * x - sin * a[q][k]), a[q].map((x, k) => sin * a[p][k] + cos * x)];
        turn(v, p, q, cos, sin);
      }
    }
  }
  return a.map((row, i) => ({ value: row[i], vector: v.map((each) => each[i]) }));
};
