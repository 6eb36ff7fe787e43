// What the playground says, in the language of the page.

const ENGLISH = {
  at: (k, n) => `${k} / ${n}`,
  place: (x0, x1, f) => `x0 ${x0}, x1 ${x1}, f ${f}`,
  point: (rule, k, place, slope) => `${rule}, step ${k}: ${place}, slope ${slope}`,
  comma: ", ",
  of: (rules, remark) => `${rules}: ${remark}`,
  noRule: "No rule is chosen.",
  noMinimum: "This landscape has no minimum, so it has no basins.",
  basins: (count, rule, n) =>
    `${count === 1 ? "Tinted: where" : `${count} tints, one for each minimum: where`} ${rule} settles in ` +
    `${count === 1 ? "the minimum" : "it"} within ${n} steps.`,
  working: (percent) => `Computing the map: ${percent} %`,
  notChoice: (name, typed, choices) => `${name} must be one of ${choices.join(", ")}, not “${typed}”.`,
  beyond: (n, typed) => `step must be at most ${n}, the number of steps, not ${typed}.`,
};

const CHINESE = {
  at: (k, n) => `${k} / ${n}`,
  place: (x0, x1, f) => `x0 ${x0}，x1 ${x1}，f ${f}`,
  point: (rule, k, place, slope) => `${rule} 第 ${k} 步：${place}，坡度 ${slope}`,
  comma: "、",
  of: (rules, remark) => `${rules}：${remark}`,
  noRule: "還沒有選任何規則。",
  noMinimum: "這片地形沒有最小值，也就沒有吸引盆地。",
  basins: (count, rule, n) =>
    `${count === 1 ? "有顏色的地方" : `${count} 種顏色各代表一個最小值`}：` +
    `從那裡出發，${rule} 會在 ${n} 步以內停在${count === 1 ? "最小值" : "那裡"}。`,
  working: (percent) => `計算中：${percent} %`,
  notChoice: (name, typed, choices) => `${name} 只能是 ${choices.join(", ")} 其中之一，不能是「${typed}」。`,
  beyond: (n, typed) => `step 最多是總步數 ${n}，不能是 ${typed}。`,
};

export const said = document.documentElement.lang.startsWith("zh") ? CHINESE : ENGLISH;
