// The controls that offer landscapes and rules: whatever core/ has. The page writes none of them.

import { rules } from "../core/rules.js";
import { surfaces } from "../core/surfaces.js";
import { lookOf } from "./figures.js";
import { made } from "../made.js";
import { said } from "./words.js";

/** Starts and learning rates that show something of a landscape; another one begins at START and RATE. */
const SCENES = {
  bowl: { init_x0: "-3", init_x1: "4", lr: "0.1" },
  ravine: { init_x0: "-7", init_x1: "2", lr: "0.9" },
  saddle: { init_x0: "-1.5", init_x1: "0.001", lr: "0.1" },
  monkey_saddle: { init_x0: "1.2", init_x1: "0.1", lr: "0.05" },
  double_well: { init_x0: "0.1", init_x1: "1", lr: "0.3" },
  plateau: { init_x0: "-3", init_x1: "0.5", lr: "0.1" },
  himmelblau: { init_x0: "-0.4", init_x1: "-1", lr: "0.01" },
  rosenbrock: { init_x0: "-1.5", init_x1: "2", lr: "0.001" },
};
const START = 0.25; // of the way along both sides
const RATE = "0.01";

/** The start with which a landscape opens, and one learning rate for all rules. */
export const sceneOf = (name) => {
  const at = ([low, high]) => String(Number((low + START * (high - low)).toPrecision(2)));
  const { xlim, ylim } = surfaces[name];
  return SCENES[name] ?? { init_x0: at(xlim), init_x1: at(ylim), lr: RATE };
};

/** Fills both selects, and a row for each rule: a box to tick, its line, and the place of a dial. */
export const offer = (page) => {
  const [surface, basins, list] = ["[name=surface]", "[name=basins]", ".lab-rules"].map((at) => page.querySelector(at));
  for (const name of Object.keys(surfaces)) surface.add(new Option(said.surface(name), name));
  const rows = [...list.querySelectorAll(".lab-rule")]; // empty ones keep the space
  Object.keys(rules).forEach((name, i) => {
    basins.add(new Option(name));
    const row = rows[i] ?? list.appendChild(made("p", { className: "lab-rule" }));
    const { colour, dashed } = lookOf(name);
    const label = made("label");
    const line = made("i");
    Object.assign(line.style, { borderTopColor: colour, borderTopStyle: dashed ? "dashed" : "solid" });
    label.append(made("input", { type: "checkbox", name, autocomplete: "off" }), " ", line, ` ${name}`);
    const dial = made("span", { className: "dial" });
    dial.dataset.name = `lr_${name}`;
    row.append(label, dial);
  });
};
