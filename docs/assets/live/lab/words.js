// What the playground says, in the language of the page.

const FUNCTIONS = "sin, cos, tan, exp, log, sqrt, abs, tanh";

const ENGLISH = {
  handle: "Start point: drag it, or use the arrow keys, in finer steps with Shift",
  at: (k, n) => `${k} / ${n}`,
  place: (x0, x1, f) => `x0 ${x0}, x1 ${x1}, f ${f}`,
  point: (rule, k, place, slope) => `${rule}, step ${k}: ${place}, slope ${slope}`,
  comma: ", ",
  of: (rules, remark) => `${rules}: ${remark}`,
  noRule: "No rule is chosen.",
  outside: "The start lies outside the picture, beyond the ring at its edge.",
  shared: "Here all rules have the same learning rate. What if each had its best?",
  each: "Here each rule has a learning rate of its own. Which would be its best?",
  one: "Here one rule runs. Would it end lower with its best learning rate?",
  oneBest: "Here one rule runs, with its best rate of one digit. Would another end lower?",
  guessed: "Here one rule runs, and you guess first how it goes. How close can you come?",
  nothing: "Here no rule is chosen. Where would each of them lead from this start?",
  all: (k, heights) => `Step ${k}: ${heights}`,
  rate: (rule) => `learning rate of ${rule}`,
  surface: (name) => name,
  grew: (from, to, isFlat) => `f grew from ${from} to ${to}${isFlat ? ", where rounding makes the measured slope 0" : ""}.`,
  enter: "Enter finds learning rates that fit this formula.",
  fates: {
    away: "ran away; a smaller learning rate may help.",
    frozen: "frozen, since the measured slope is 0.",
    diverged: "diverged; a smaller learning rate may help.",
    unresolved: "rounding hides the slope.",
    cycle: "a 2-cycle, between two points for ever.",
  },
  ruleAt: (rule, rate) => `${rule} with η = ${rate}`,
  noMinimum: "This landscape has no minimum, so it has no basins.",
  notFound: "No minimum was found here, so nothing is tinted.",
  basins: (isOwn, count, reached, tints, rule, n) => {
    const [one, many] = isOwn ? [" that was found", " that were found"] : ["", ""];
    if (reached === 0) return `Nothing is tinted: ${rule} settles within ${n} steps from no start in a minimum${one}.`;
    if (count === 1) return `Tinted: where ${rule} settles within ${n} steps in the minimum${one}.`;
    const shown = `${tints} ${tints === 1 ? "tint" : "tints"}`;
    if (tints === count) return `${shown}, one for each minimum${one}: where ${rule} settles in it within ${n} steps.`;
    const some = reached < count ? `${reached} of the ` : isOwn ? "the " : "";
    const minima = `${some}${count} minima${many}`;
    return `${shown}${tints < reached ? " in turn" : ""} for ${minima}: where ${rule} settles there within ${n} steps.`;
  },
  working: (percent) => `Computing the map: ${percent} %`,
  frame: (surface) => `as ${surface}`,
  formula: {
    sign: (_, found) => `“${found}” cannot stand in a formula.`,
    operator: (_, found) => `“${found}” is not among the signs + - * / ** that can be used.`,
    caret: () => "A power is written **, as in x0**2.",
    superscript: () => "A power is written **, as in x0**2.",
    times: () => "Times is written *.",
    over: () => "A fraction is written with /.",
    comma: () => "A comma cannot stand here; decimals have a point.",
    name: (_, found) => `“${found}” is not known: x0, x1, ${FUNCTIONS}, pi and e are.`,
    call: (_, found) => `${found} needs parentheses: ${found}(x0).`,
    between: (_, found) => `An operator is missing before “${found}”, such as *.`,
    operand: (_, found) => `A number or a variable is missing before “${found}”.`,
    missing: () => "The formula ends too early.",
    blank: (_, surface) => `Nothing is typed: the last formula is still shown. Enter brings back ${surface}.`,
    open: () => "This parenthesis is not closed.",
    closes: () => "This parenthesis was not opened.",
    number: (_, found) => `“${found}” is no number.`,
    zeros: () => "A whole number must not begin with 0 in Python.",
    large: (_, found) => `${found} is a whole number above 2**53: write it with a point, as in 1e16.`,
    infinite: (_, found) => `${found} is no finite number.`,
    constant: () => "The formula needs x0 or x1.",
    long: () => "A formula can have at most 200 characters.",
    flat: () => "In this range the formula has no heights that contour lines could tell apart.",
  },
  fraction: (name, typed, quotient) => `${name} must be one number: write ${quotient} in place of “${typed}”.`,
  notChoice: (name, typed, choices) => `${name} must be one of ${choices.join(", ")}, not “${typed}”.`,
  beyond: (n, typed) => `step must be at most ${n}, the number of steps, not ${typed}.`,
};

const SURFACES = {
  bowl: "碗",
  ravine: "山谷",
  saddle: "鞍點",
  monkey_saddle: "猴鞍",
  double_well: "雙井",
  plateau: "平坦區",
};

const CHINESE = {
  handle: "起點：可以拖曳，也可以用方向鍵移動；加按 Shift，步子更小",
  at: (k, n) => `${k} / ${n}`,
  place: (x0, x1, f) => `x0 ${x0}，x1 ${x1}，f ${f}`,
  point: (rule, k, place, slope) => `${rule} 第 ${k} 步：${place}，坡度 ${slope}`,
  comma: "、",
  of: (rules, remark) => `${rules}：${remark}`,
  noRule: "還沒有選任何方法。",
  outside: "起點在圖的範圍外，比邊上的圓圈還要遠。",
  shared: "現在所有方法共用一個學習率。要是各用各的最佳學習率呢？",
  each: "現在每種方法各用各的學習率。哪個數字最適合它？",
  one: "現在只有一種方法在走。換成它的最佳學習率，終點會更低嗎？",
  oneBest: "現在只有一種方法，用的是一位有效數字裡最好的學習率。換一種方法，終點會更低嗎？",
  guessed: "現在只有一種方法在走，而且要你先猜。你能猜得多準？",
  nothing: "現在一種方法都沒有選。從這個起點出發，各種方法會走到哪裡？",
  all: (k, heights) => `第 ${k} 步：${heights}`,
  rate: (rule) => `${rule} 的學習率`,
  surface: (name) => `${SURFACES[name] ?? ""} ${name}`.trim(),
  grew: (from, to, isFlat) => `f 從 ${from} 增加到 ${to}${isFlat ? "，在那裡捨入誤差讓量到的坡度變成 0" : ""}。`,
  enter: "按 Enter，就替這個公式找合適的學習率。",
  fates: {
    away: "越跑越遠，可以試試小一點的學習率。",
    frozen: "凍結，因為量到的坡度是 0。",
    diverged: "發散，可以試試小一點的學習率。",
    unresolved: "捨入誤差蓋掉了坡度。",
    cycle: "週期 2 的循環，永遠在兩點之間來回。",
  },
  ruleAt: (rule, rate) => `${rule}（η = ${rate}）`,
  noMinimum: "這片地形沒有極小點，也就沒有吸引盆地。",
  notFound: "圖上沒有找到極小點，所以沒有顏色。",
  basins: (isOwn, count, reached, tints, rule, n) => {
    const found = isOwn ? "找到的" : "";
    if (reached === 0) return `沒有顏色：不管從哪裡出發，${rule}都沒有在 ${n} 步以內停在${found}極小點。`;
    const minima = `${found} ${count} 個極小點${reached < count ? `當中的 ${reached} 個` : ""}`;
    const each = isOwn ? "找到的一個極小點" : "一個極小點";
    const shown = tints === count ? `${tints} 種顏色各代表${each}` : `${tints} 種顏色${tints < reached ? "輪流" : ""}代表${minima}`;
    const [where, there] = count === 1 ? ["有顏色的地方", `${found}極小點`] : [shown, "那裡"];
    return `${where}：從那裡出發，${rule}會在 ${n} 步以內停在${there}。`;
  },
  working: (percent) => `計算中：${percent} %`,
  frame: (surface) => `範圍同 ${surface}`,
  formula: {
    sign: (_, found) => `公式裡不能有「${found}」。`,
    operator: (_, found) => `運算只能用 + - * / **，沒有「${found}」。`,
    caret: () => "次方要寫成 **，例如 x0**2。",
    superscript: () => "次方要寫成 **，例如 x0**2。",
    times: () => "乘號要寫成 *。",
    over: () => "除號要寫成 /。",
    comma: () => "這裡不能有逗號；小數要用小數點。",
    name: (_, found) => `沒有「${found}」這個名稱：可以用 x0、x1、${FUNCTIONS}、pi 和 e。`,
    call: (_, found) => `${found} 後面要有括號：${found}(x0)。`,
    between: (_, found) => `「${found}」前面少了運算符號，例如 *。`,
    operand: (_, found) => `「${found}」前面少了數字或變數。`,
    missing: () => "公式還沒寫完。",
    blank: (_, surface) => `沒有輸入公式，圖上還是上一個。按 Enter 換回 ${surface}。`,
    open: () => "這個括號沒有關上。",
    closes: () => "這個括號沒有對應的左括號。",
    number: (_, found) => `「${found}」不是數字。`,
    zeros: () => "Python 的整數不能以 0 開頭。",
    large: (_, found) => `${found} 是超過 2**53 的整數，請寫成小數，例如 1e16。`,
    infinite: (_, found) => `${found} 不是有限的數。`,
    constant: () => "公式裡要有 x0 或 x1。",
    long: () => "公式最多 200 個字元。",
    flat: () => "在這個範圍裡，公式的高低差畫不出等高線。",
  },
  fraction: (name, typed, quotient) => `${name} 只能是一個數字：「${typed}」請寫成 ${quotient}。`,
  notChoice: (name, typed, choices) => `${name} 只能是 ${choices.join(", ")} 其中之一，不能是「${typed}」。`,
  beyond: (n, typed) => `step 最多是總步數 ${n}，不能是 ${typed}。`,
};

export const said = document.documentElement.lang.startsWith("zh") ? CHINESE : ENGLISH;
