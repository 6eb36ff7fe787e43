// Two valleys, a pass, a plateau, a line that turns, and a push: docs/chapter/saddle-points.md.

import { descend, descending, rules, surfaces } from "../core/index.js";
import { readAxes } from "../draw/axes.js";
import { makeGrowing } from "../draw/growing.js";
import { numbered, rounded } from "../descents.js";
import { clamp, makeHandle, placeIn } from "../handle.js";
import { labelsOf } from "../labels.js";
import { live } from "../live.js";
import { array, fixed, repr, round } from "../python.js";
import { between, makeRolling } from "../rolling.js";
import { stepped } from "../settings.js";
import { evenly, plus } from "../shapes.js";
import { makeSpoke } from "../spoke.js";
import { makeTurning, TILTS } from "../turning.js";
import { words } from "../words.js";

const { double_well, plateau } = surfaces;
const rule = rules.GradientDescent({ lr: 0.1 });
const REACH = 1.4; // of the line that turns
const CUT = Array.from({ length: 29 }, (_, i) => (i - 14) / 10);

const plain = (x) => 1 + plateau(x);
const valleys = ([x0]) => ((x0 * x0 - 1) * (x0 * x0 - 1)) / 4 + x0 / 10;

const isChinese = document.documentElement.lang.startsWith("zh");
const [END, TURNED, TILTED, VIEW] = isChinese
  ? ["線的一端：可以拖曳，也可以用方向鍵轉動", "視角轉了幾度", "視角傾斜幾度", "視角：拖曳可以轉動、傾斜，也可以用方向鍵；加按 Shift，一次只動一點點"]
  : ["End of the line: drag it, or turn it with the arrow keys", "how far the view is turned, in degrees", "how far it is tilted, in degrees", "View: drag it to turn and tilt it, or use the arrow keys, in finer steps with Shift"];
Object.assign(words.names, { turned: TURNED, tilted: TILTED });

const EDGE = { low: -1.2, high: 1.2 }; // of the ground of B
const EDGES = [9, 6].map((count) => evenly(EDGE.low, EDGE.high, count)); // of its cells
const FINE = evenly(EDGE.low, EDGE.high, 33);
const TOWARDS = evenly(0.05, 2.5, 50); // the eye
const PICTURE = [{ low: -1.8, high: 1.8 }, { low: -1.5, high: 1.6 }]; // its limits
const framed = (place) => place.map((value, i) => clamp(value, PICTURE[i]));
const NOWHERE = [NaN, NaN];
const GRID = 50; // places in a unit where the ring can be put, so that it can be put on the ridge
const DEPTHS = evenly(-1.7, 1.7, 681); // from the nearest corner to the farthest
const inGround = (x) => x.every((value) => Math.abs(value) < 1.21);
const radians = (degrees) => (degrees * Math.PI) / 180;

/** How the ground of B is seen, as the page's Python draws it. */
const viewOf = ({ turned, tilted }) => {
  const [turn, tilt] = [radians(turned), radians(clamp(tilted, TILTS))];
  const away = [Math.sin(turn), Math.cos(turn)]; // from the eye
  const [flat, steep] = [Math.cos(tilt), Math.sin(tilt)];
  const levelled = (x) => [away[1] * x[0] - away[0] * x[1], flat * (away[0] * x[0] + away[1] * x[1])];
  const seen = (x) => plus(levelled(x), [0, steep * (1.3 * double_well(x) - 0.5)]);
  /** Whether ground stands before it. */
  const isHidden = (x) =>
    TOWARDS.some((t) => {
      const way = [x[0] - away[0] * t, x[1] - away[1] * t];
      return inGround(way) && steep * (1.3 * (double_well(way) - double_well(x))) > flat * t + 0.01;
    });
  const ringAt = (x) => framed(seen(x));
  const bare = (x) => (isHidden(x) ? NOWHERE : seen(x));
  const far = EDGES.map((edges, i) => (away[i] < 0 ? edges : edges.toReversed()));
  const pairs = far.map((side) => side.slice(1).map((end, k) => [side[k], end]));
  /** The ground cell by cell, the farthest first; their colours stay, since the ground is symmetric about both axes. */
  const cells = pairs[0].flatMap(([a, b]) => pairs[1].map(([c, d]) => [[a, c], [b, c], [b, d], [a, d], [a, c]].map(seen)));
  /** The nearest ground under a place of the picture, if there is any. */
  const under = ([across, up]) => {
    const places = DEPTHS.map((far) => [away[1] * across + away[0] * far, away[1] * far - away[0] * across]).filter(inGround);
    const isOver = places.map((x) => seen(x)[1] >= up);
    return places.find((_, k) => isOver[k] && isOver[k - 1] === false);
  };
  const parts = {
    cell: cells,
    ridge: [FINE.map((along) => bare([0, along]))],
    road: [FINE.map((along) => bare([along, 0]))],
    pass: [[bare([0, 0])]],
  };
  const named = [[0, 1.2], [1.2, 0]].map((end) => (isHidden(end) ? end.map((value) => -value) : end));
  return { seen, bare, isHidden, ringAt, under, parts, words: named.map((end) => [framed(plus(seen(end), levelled(end), 0.3))]) };
};

/** What is drawn of B. */
const passOf = (values) => {
  const trace = descend(double_well, [values.offset, values.x1], rule, 300);
  const [out, inwards] = [0, 1].map((i) => numbered(trace.x.map((x) => Math.max(Math.abs(x[i]), 1e-15))));
  const names = [[out, 250, 0.01], [inwards, 205, 90]].map(([curve, k, share]) => {
    const [at, away] = curve[Math.min(k, curve.length - 1)];
    return [[at, away * share]];
  }); // where they stand
  return { view: viewOf(values), trace, loss: numbered(trace.f), out, inwards, names };
};

/** A and B where they are pushed, at step 60. */
const LEVEL = [
  { ground: valleys, start: [1.6] },
  { ground: double_well, start: [1e-6, 1] },
].map(({ ground, start }) => ({ ground, place: descend(ground, start, rule, 60).x[60] }));

const pushedBy = (push) =>
  LEVEL.map(({ ground, place }) => {
    const moved = place.map((value) => value + push);
    return { before: ground(place), trace: descend(ground, moved, rule, 140) };
  });

/** The losses from the push on, against the step. */
const lossesOf = (runs) => runs.map(({ before, trace }) => [[60, before], ...trace.f.map((value, k) => [60 + k, value])]);

const endsOf = (curves) => curves.map((curve) => [202, curve.at(-1)[1]]);

let nameEnds; // writes A and B beside the ends of their curves
let shown; // B as it is drawn
let showView; // moves what lies over its picture
let placeEnds; // of the line that turns

live({
  valleys: {
    settings: { start: "coordinate" },
    handle: { part: "start", moves: ["start", null] },
    run: ({ start }) => {
      const slope = (x) => x * x * x - x + 0.1;
      const x = [start];
      for (let k = 0; k < 200; k++) x.push(x[k] - 0.1 * slope(x[k]));
      const path = x.map((at) => [at, valleys([at])]);
      const [end, height] = path[200].map((value) => repr(round(value, 4)));
      return { text: `the end: x = ${end}, f = ${height}`, parts: { path: [path], start: [[path[0]]] } };
    },
  },
  saddle: {
    settings: { offset: "small", x1: "coordinate", turned: "angle", tilted: "angle" },
    ranges: { x1: EDGE },
    equip: (element, set, values, drawn) => {
      const part = element.querySelector("[data-part=start]");
      const svg = part.ownerSVGElement;
      const axes = readAxes(part.closest("[data-x]"));
      const fields = ["offset", "x1"].map((name) => element.querySelector(`input[name=${name}]`));
      const starts = new WeakMap(); // their texts by the place of the ring, to put it back exactly there
      const onGrid = (value) => String(Math.round(clamp(value, EDGE) * GRID) / GRID);
      const put = (place) => {
        const start = starts.get(place) ?? shown.view.under(place)?.map(onGrid);
        if (start) set({ offset: start[0], x1: start[1] });
        return Boolean(start);
      };
      const turn = makeTurning(svg, {
        label: VIEW,
        told: ({ turn, tilt }) => words.at([["turned", turn], ["tilted", tilt]]),
        view: () => ({ turn: values.turned, tilt: values.tilted }),
        moved: ({ turn, tilt }) => set({ turned: String(turn), tilted: String(tilt) }),
        pressed: (event) => put(axes.toData(placeIn(svg, event))) && rolling.start(),
      });
      const ring = makeHandle(part, axes, {
        names: ["offset", "x1"],
        label: words.handle,
        moved: put,
        nudged: (i, direction) => {
          const [name, kind] = [["offset", "small"], ["x1", "coordinate"]][i];
          set({ [name]: String(stepped(kind, values[name], direction)) });
          return true;
        },
        clicked: false,
        measure: { name: "offset", ...EDGE, of: () => values.offset },
        told: () => [["offset", values.offset], ["x1", values.x1]],
      });
      shown = passOf(values);
      const [name, nameCurves] = ["word", "beside"].map((part, i) =>
        labelsOf(element, part, [shown.view.words, shown.names][i].map(([place]) => place)),
      );
      showView = ({ offset, x1 }) => {
        const place = shown.view.ringAt([offset, x1]);
        starts.set(place, fields.map((field) => field.value));
        ring.place(place);
        name(shown.view.words);
        nameCurves(shown.names);
        turn();
      };
      showView(values);
      const placeOf = (at) => {
        const x = between(shown.trace.x, at);
        return [...shown.view.seen(x), shown.view.isHidden(x) ? 0.25 : 1];
      };
      const lossAt = (at) => between(shown.loss, at);
      const grow = makeGrowing(element, drawn, { paths: ["path", "hidden", "loss", "out", "in"] });
      const rests = ({ x }) => x.findLastIndex((at) => Math.hypot(...plus(at, x.at(-1), -1)) > 0.01);
      const pace = (played) => (played < rests(shown.trace) ? 30 : 150); // the curves at its side still fall
      const rolling = makeRolling(element, "x1", [placeOf, lossAt], 300, grow, pace);
      element.addEventListener("linked", () => element.addEventListener("shown", () => rolling.start(), { once: true }));
      const handle = element.querySelector(".handle");
      handle.addEventListener("pointerdown", rolling.stop);
      handle.addEventListener("pointerup", () => handle.matches(".held") && rolling.start(), true);
    },
    run: (values) => {
      const pass = passOf(values);
      const { view, trace, out, inwards } = pass;
      const gone = trace.x.findIndex(([x0]) => Math.abs(x0) >= 0.5);
      const below = gone < 0 ? 300 : gone;
      const end = array(rounded(trace.x.at(-1), 6).map((value) => value + 0)); // no -0
      const path = trace.x.map(view.bare);
      const hidden = trace.x.map((x, k) => (Number.isNaN(path[k][0]) ? view.seen(x) : NOWHERE));
      const picture = { ...view.parts, path: [path], hidden: [hidden], start: [[view.ringAt(trace.x[0])]] };
      return {
        text: `steps with |x0| below 0.5: ${below < 300 ? below : "300 (all)"}\nthe end: ${end}`,
        parts: { ...picture, loss: [pass.loss], out: [out], in: [inwards] },
        paint: () => {
          shown = pass;
          showView(values);
        },
        trace,
      };
    },
  },
  flat: {
    settings: { lr: "positive", step_num: "steps" },
    *run({ lr, step_num }) {
      const trace = yield* descending(plain, [4, 0], rules.GradientDescent({ lr }), step_num);
      const places = trace.x.map(([x0], k) => [x0, trace.f[k]]);
      const apart = Math.max(1, Math.floor(step_num / 20));
      const path = places.filter((_, k) => k % apart === 0);
      const [height, slope] = [trace.f.at(-1), Math.hypot(...trace.grad.at(-1))].map((value) => fixed(value, 5));
      const steep = numbered(trace.grad.map((gradient) => Math.max(Math.hypot(...gradient), 1e-15)));
      const parts = { path: [path], start: [[places[0]]], last: [[places.at(-1)]], steep: [steep] };
      return { text: `f = ${height}, slope ${slope}`, parts, trace };
    },
  },
  kinds: {
    settings: { degrees: "angle" },
    handle: { part: "point", moves: ["degrees", null] },
    equip: (element, set, values) => {
      const end = element.querySelector("[data-part=end]");
      const ends = [0, 180].map((first) =>
        makeSpoke(end, readAxes(end.closest("[data-x]")), {
          label: END,
          clicked: first === 0,
          radius: REACH,
          first,
          period: 180,
          degrees: () => values.degrees,
          set: (degrees) => set({ degrees }),
        }),
      );
      placeEnds = (degrees) => ends.forEach((place) => place(degrees));
      placeEnds(values.degrees);
    },
    run: ({ degrees }) => {
      const angle = (degrees * Math.PI) / 180;
      const [x0, x1] = [Math.cos(angle), Math.sin(angle)];
      const cut = (t) => {
        const [a, b] = [t * x0, t * x1];
        return a * a + 3 * a * b + b * b;
      };
      const h = 1e-3;
      const c = (cut(-h) - 2 * cut(0) + cut(h)) / h ** 2;
      const line = [-REACH, REACH].map((t) => [x0 * t, x1 * t]);
      return {
        text: `c along the line: ${repr(round(c, 4) + 0)}`,
        parts: {
          line: [line],
          end: [line],
          cut: [CUT.map((t) => [t, cut(t)])],
          point: [[[degrees, c]]],
        },
        paint: () => placeEnds(degrees),
      };
    },
  },
  push: {
    settings: { push: "small" },
    equip: (element, set, { push }) => {
      nameEnds = labelsOf(element, "end", endsOf(lossesOf(pushedBy(push))));
    },
    run: ({ push }) => {
      const runs = pushedBy(push);
      const after = lossesOf(runs);
      const [a, b] = runs.map(({ trace }) => trace);
      const [first, last] = [a.f[0], a.f[140]].map((value) => repr(round(value, 6)));
      const gone = b.x.slice(0, 140).findIndex(([x0]) => !(Math.abs(x0) < 0.5));
      const when = gone < 0 ? "200 or later" : 60 + gone;
      const texts = [`A: f = ${first} after the push`, `   f = ${last} at the end`, `B: |x0| reaches 0.5 at step ${when}`];
      return {
        text: [...texts, "   (if not pushed: 139)"].join("\n"),
        parts: { after },
        paint: () => nameEnds(endsOf(after).map((end) => [end])),
      };
    },
  },
});
