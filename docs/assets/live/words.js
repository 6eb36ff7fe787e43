// What the live parts say, in the language of the page.

const written = (most = 10_000) => most.toLocaleString("en");

const ENGLISH = {
  reset: "Reset",
  undo: "Undo",
  back: "Back to the text",
  link: "Copy a link to this",
  linked: "The link is copied. It leads to what is shown here.",
  notLinked: "The link could not be copied. It is in the address bar.",
  busy: "Computing…",
  coarse: "Too many steps to draw: the figure leaves some out; the numbers count them all.",
  names: {
    lr: "learning rate",
    step_num: "number of steps",
    init_x0: "start, first coordinate",
    init_x1: "start, second coordinate",
    beta: "share of the last step that is kept",
    beta1: "share of the last mean that is kept",
    offset: "distance of the start from the ridge",
    at: "where the line touches the curve",
    L: "bound on the curvature",
    wave: "height of the waves",
    x0: "first coordinate",
    x1: "second coordinate",
    h: "step of the difference",
    kappa: "square of how much the bowl is stretched",
    start: "where the run starts",
    w: "slope of the line",
    b: "height of the line above 0",
    early: "learning rate of the first steps",
    late: "learning rate of the later steps",
    factor: "share of the learning rate that each step keeps",
    turn: "number of steps before the learning rate changes",
    longest: "longest gradient that is left as it is",
    degrees: "direction, in degrees",
    push: "what the push adds to each parameter",
  },
  label: (name, meaning) => (meaning ? `${name}: ${meaning}` : name),
  at: (coordinates) => coordinates.map(([name, value]) => `${name} ${value}`).join(", "),
  handle: "Start point: drag it, or use the arrow keys",
  point: "Point: drag it, or use the arrow keys",
  problems: {
    empty: (name) => `${name} is empty: type a number.`,
    notNumber: (name, typed) => `${name} must be a number, not “${typed}”.`,
    comma: (name, typed) => `${name} needs a decimal point, not a comma: “${typed}”.`,
    notFinite: (name, typed) => `${name} must be a finite number, not “${typed}”.`,
    tooLarge: (name, typed) => `${name} is ${typed}: larger than any floating-point number.`,
    notPositive: (name, typed) => `${name} must be above 0, not ${typed}.`,
    notShare: (name, typed) => `${name} must be 0 or more and below 1, not ${typed}.`,
    notCount: (name, typed, most, least = 0) => `${name} must be a whole number, ${least} or more, not ${typed}.`,
    tooMany: (name, typed, most) => `${name} can be at most ${written(most)} here.`,
    tooManySteps: (name, typed, most) => `${name} can be at most ${written(most)} here, so that the page stays quick. The Python code knows no such limit.`,
  },
  join: (sentences) => sentences.join(" "),
  outside: "The point lies outside the picture.",
  stays: "The figure still shows the last values that could be used.",
  frozen: (k) => `Frozen ${k === 0 ? "at the start" : `from step ${k} on`}: x + h equals x, so the measured slope is zero.`,
  nowhere: "f has no finite value or slope at the start: begin somewhere else.",
  nearer: "Start nearer to 0.",
  smaller: "A smaller learning rate may help.",
  diverged: "Diverged: f ends above its start, and the steps still grow.",
  bottomless: "The landscape has no lowest place in this direction, so no learning rate helps.",
  unresolved: "Rounding hides the slope: the values of f are too large for it.",
  cycle: "A 2-cycle: the run jumps between two points for ever.",
  firstTry: "click anywhere here for try 1",
  tries: (left, last, best) => {
    const said = last ? `Try ${last.number}: loss ${last.loss}. Best: try ${best.number}, ${best.loss}. ` : "";
    return said + (left > 0 ? `Tries left: ${left}.` : "All are used: here is the map.");
  },
};

const CHINESE = {
  reset: "重設",
  undo: "復原",
  back: "回到內文",
  link: "複製這個畫面的連結",
  linked: "已複製連結，打開就會看到現在的畫面。",
  notLinked: "無法複製，連結就在網址列。",
  busy: "計算中…",
  coarse: "步數太多，圖上省略了一部分；數字仍是全部算完的結果。",
  names: {
    lr: "學習率",
    step_num: "步數",
    init_x0: "起點的第一個座標",
    init_x1: "起點的第二個座標",
    beta: "上一步保留的比例",
    beta1: "上一個平均保留的比例",
    offset: "起點離稜線多遠",
    at: "切點的位置",
    L: "曲率的上限",
    wave: "波浪的高度",
    x0: "第一個座標",
    x1: "第二個座標",
    h: "差分的步長",
    kappa: "拉長倍數的平方",
    start: "起點在哪裡",
    w: "直線的斜率",
    b: "直線在 0 的高度",
    early: "開頭的學習率",
    late: "之後的學習率",
    factor: "每走一步，學習率乘上的倍數",
    turn: "走幾步之後換學習率",
    longest: "梯度最長可以多長",
    degrees: "方向（度）",
    push: "推的時候每個參數加多少",
  },
  label: (name, meaning) => (meaning ? `${name}：${meaning}` : name),
  at: (coordinates) => coordinates.map(([name, value]) => `${name} 是 ${value}`).join("，"),
  handle: "起點：可以拖曳，也可以用方向鍵移動",
  point: "這個點可以拖曳，也可以用方向鍵移動",
  problems: {
    empty: (name) => `${name} 是空的，請填一個數字。`,
    notNumber: (name, typed) => `${name} 必須是數字，不能是「${typed}」。`,
    comma: (name, typed) => `${name} 的小數點要用句點，不是逗號：「${typed}」。`,
    notFinite: (name, typed) => `${name} 必須是有限的數，不能是「${typed}」。`,
    tooLarge: (name, typed) => `${typed} 比最大的浮點數還大，${name} 不能用。`,
    notPositive: (name, typed) => `${name} 必須大於 0，不能是 ${typed}。`,
    notShare: (name, typed) => `${name} 必須大於等於 0 而且小於 1，不能是 ${typed}。`,
    notCount: (name, typed, most, least = 0) => `${name} 必須是 ${least} 以上的整數，不能是 ${typed}。`,
    tooMany: (name, typed, most) => `這裡的 ${name} 最多是 ${written(most)}。`,
    tooManySteps: (name, typed, most) => `這裡的 ${name} 最多 ${written(most)}，再多網頁會變慢；Python 程式沒有這個限制。`,
  },
  join: (sentences) => sentences.join(""),
  outside: "這個點在圖的範圍外。",
  stays: "圖上維持上一組有效的數字。",
  frozen: (k) => `${k === 0 ? "起點就凍結" : `第 ${k} 步起凍結`}：x + h 和 x 是同一個數，量到的梯度正好是零。`,
  nowhere: "起點的 f 或坡度不是有限的數，換個起點試試。",
  nearer: "起點離 0 近一點才行。",
  smaller: "可以試試小一點的學習率。",
  diverged: "發散：f 比起點還高，步伐還越走越大。",
  bottomless: "這個方向沒有最低點，換什麼學習率都沒有用。",
  unresolved: "f 的數值太大，捨入誤差把坡度蓋掉了。",
  cycle: "週期 2 的循環：永遠在兩點之間來回跳。",
  firstTry: "在這裡任意點一下，就是第 1 次",
  tries: (left, last, best) => {
    const said = last ? `第 ${last.number} 次：損失 ${last.loss}。最好是第 ${best.number} 次，${best.loss}。` : "";
    return said + (left > 0 ? `還有 ${left} 次。` : "九次用完，地圖是這樣。");
  },
};

export const words = document.documentElement.lang.startsWith("zh") ? CHINESE : ENGLISH;

/** How a field or a handle is called: the name in the code, and what it means. */
export const label = (name) => words.label(name, words.names[name]);

/** What to say about how a run ended; nothing if it simply took its steps. */
export const remark = ({ x, f, grad, status, unbounded }) => {
  if (![f[0], ...grad[0]].every(Number.isFinite)) return words.nowhere;
  if (status === "unresolved") return words.unresolved;
  const frozenAt = frozenFrom(grad);
  const stuck = status === "frozen" && frozenAt === 0;
  const advice = unbounded ? words.bottomless : stuck ? words.nearer : words.smaller;
  if (status === "frozen") return words.join([words.frozen(frozenAt), advice]);
  if (status === "diverged") return words.join([words.diverged, advice].slice(unbounded ? 1 : 0));
  return isCycle(x) ? words.cycle : "";
};

const frozenFrom = (grad) => {
  let k = grad.length - 1;
  while (k > 0 && grad[k - 1].every((slope) => slope === 0)) k--;
  return k;
};

/** Back where it was two steps ago, and not where it was one step ago, by jumps that do not shrink or grow. */
const isCycle = (x) => {
  if (x.length < 4) return false;
  const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
  const jumpAt = (k) => apart(x[k], x[k - 1]);
  const last = x.length - 1;
  const jump = jumpAt(last);
  const earlier = jumpAt(Math.max(1, last - Math.floor(x.length / 4)));
  return jump > 1e-6 && apart(x[last - 2], x[last]) < 1e-6 * jump && Math.abs(earlier - jump) < 1e-9 * jump;
};
