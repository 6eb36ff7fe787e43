// Nine tries of the learning rate and of h in a long valley, by hand, and of a grid against random draws:
// docs/chapter/hyperparameters.md.

import { addButton } from "../button.js";
import { numericalGradient } from "../core/gradient.js";
import { surfaces } from "../core/surfaces.js";
import { live } from "../live.js";
import { general } from "../python.js";
import { makeTries } from "../tries.js";
import { words } from "../words.js";

const { ravine } = surfaces;
const FLOOR = 1e-9; // below the frame of the plane
const TOP = 90; // above that of the losses
const MOST = 99; // games after the first
const { again, drawAgain, lowest } = document.documentElement.lang.startsWith("zh")
  ? { again: "再比幾場", drawAgain: "再抽九次", lowest: "最低：" }
  : { again: "how many more games", drawAgain: "Draw again", lowest: "lowest: " };
words.names.again = again;

/** f after 60 steps; infinite if it climbs above its start. */
const finalLoss = (lr, h) => {
  let x = [-7, 0.2];
  const start = ravine(x);
  for (let k = 0; k < 60; k++) {
    const slope = numericalGradient(ravine, x, h);
    x = x.map((value, i) => value - lr * slope[i]);
    if (!(ravine(x) <= start)) return Infinity;
  }
  return ravine(x);
};

let state = 866350;
const chance = () => {
  state = (state * 16807) % 2147483647;
  return state / 2147483647;
};
const pair = () => [chance(), chance()];

/** The nine tries of a grid, shifted by chance, and nine drawn: of each η, h and its loss. */
const play = () => {
  const shift = pair();
  const grid = Array.from({ length: 9 }, (_, k) => [Math.floor(k / 3), k % 3].map((at, i) => (at + shift[i]) / 3));
  return [grid, Array.from({ length: 9 }, pair)].map((shares) =>
    shares.map(([across, up]) => {
      const [lr, h] = [10 ** (4 * across - 3), 10 ** (8 * up - 8)];
      return [lr, h, finalLoss(lr, h)];
    }),
  );
};
const played = [];
const lowestOf = (tries) => Math.min(...tries.map(([, , loss]) => loss));

const ARMS = [[-1, -1], [1, 1], [0, 0], [-1, 1], [1, -1], [0, 0]]; // of a cross where the loss rose above its start

const partsOf = (name, tries) => {
  const landed = tries.filter(([, , loss]) => loss < 10).map(([lr, , loss]) => [lr, loss]);
  const low = lowestOf(tries);
  return {
    [`rise_${name}`]: [tries.flatMap(([lr, h]) => [[lr, FLOOR], [lr, h], [lr, FLOOR]])],
    [`fall_${name}`]: [
      tries.flatMap(([lr, , loss]) => [
        [lr, TOP],
        [lr, Math.min(loss, 10)],
        ...(loss > 10 ? ARMS.map(([x, y]) => [lr * 1.2 ** x, 10 * 1.6 ** y]) : []),
        [lr, TOP],
      ]),
    ],
    [`try_${name}`]: [tries.map(([lr, h]) => [lr, h])],
    [`end_${name}`]: [landed],
    [`best_${name}`]: [[landed.find(([, loss]) => loss === low)]],
  };
};

const tried = makeTries(document.querySelector('[data-live="valley"]'));
let said = [];
let reveal = () => {};

/** Has the style sheet hide all but the tries until a choice of the guess above is opened; returns what shows it. */
const keepBack = ({ classList, previousElementSibling: guess }) => {
  const show = () => classList.remove("kept-back");
  classList.toggle("kept-back", !guess.querySelector("[open]"));
  guess.addEventListener("toggle", show, { capture: true, once: true });
  return show;
};

live({
  valley: {
    settings: { lr: "positive", h: "positive" },
    ranges: { lr: { low: 1e-3, high: 10 }, h: { low: 1e-8, high: 1 } },
    handle: { part: "point", moves: ["lr", "h"], exact: true },
    run: ({ lr, h }, isPassing) => {
      const loss = finalLoss(lr, h);
      if (!isPassing) tried([lr, h], loss);
      return { text: `loss: ${general(loss, 2)}`, parts: { point: [[[lr, h]]] } };
    },
  },
  games: {
    settings: { again: "steps" },
    ranges: { again: { low: 0, high: MOST } },
    jumps: true,
    equip: (element, set, values) => {
      said = ["grid", "random"].map((name) => element.querySelector(`[data-part="low_${name}"] text`));
      reveal = keepBack(element);
      const draw = () => set({ again: String((values.again + 1) % (MOST + 1)) });
      addButton(element, "again", draw, [drawAgain]);
    },
    run: ({ again }) => {
      if (again > 0) reveal();
      while (played.length <= again) played.push(play());
      const [grid, random] = played[again];
      const lows = played.slice(0, again + 1).map((tries) => tries.map(lowestOf));
      const won = lows.filter(([byGrid, byChance]) => byChance < byGrid).length;
      const [byGrid, byChance] = lows[again].map((low) => general(low, 2));
      return {
        text: `game ${again + 1}: grid ${byGrid}, random ${byChance}\nrandom search won ${won} of ${again + 1}`,
        parts: { ...partsOf("grid", grid), ...partsOf("random", random) },
        paint: () => [byGrid, byChance].forEach((low, i) => (said[i].textContent = lowest + low)),
      };
    },
  },
});
