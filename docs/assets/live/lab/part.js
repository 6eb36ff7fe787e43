// The types of the parts that open, for more.js, which loads them.

/**
 * What the playground offers its parts.
 *
 * @typedef {object} Lab
 * @property {() => { runs: (import("./figures.js").Run & { rule: import("../core/rules.js").Rule<any> })[], k: number, at: number,
 *   last: number, surface: import("../core/surfaces.js").Surface, basins: HTMLCanvasElement | null, minima: number[][],
 *   leading?: { name: string, rule: import("../core/rules.js").Rule<any> } }} now the runs, the step shown and, while a run is
 *   played, how far it has come between two steps, the basin map
 *   and its minima while it is shown, and its rule, or else the first that runs
 * @property {Record<string, string>} texts the settings
 * @property {ReturnType<import("./figures.js").readFigures>} figures
 * @property {HTMLElement} stage contains the landscape
 * @property {(at: number) => void} show a step
 * @property {() => void} play from the start
 * @property {() => boolean} playing whether a run is played
 * @property {HTMLButtonElement} button plays and stops
 * @property {(rule?: string) => void} alone shows one rule alone, or all again
 * @property {(asked: boolean) => void} ask while true, nothing tells how a run ends
 * @property {(text?: string | null) => void} cover what is read at rest, if not how to point, in place of what explains the
 *   basin map; null for that again
 * @property {(texts: Record<string, string>) => void} set
 * @property {(point: number[], jumped: boolean) => void} startAt moves the start there, and after a jump plays
 * @property {(point: number[] | null) => void} read reads out a point of the plane
 * @property {(place: HTMLElement) => { show: () => void }} addDial as in the page, for the setting in its data-name
 * @property {(rule: string) => string} rate the learning rate of a rule
 * @property {(preset: string) => void} preset
 * @property {(preset: string) => Record<string, string>} presetOf all settings of a preset
 * @property {(name: string, given: string, choices: string[]) => void} refuse says what an address may not say
 *
 * What more.js adds to it.
 *
 * @typedef {object} More
 * @property {(text: string) => void} say
 * @property {(select: HTMLSelectElement) => void} recall chooses what the address says
 * @property {(select: HTMLSelectElement) => void} carry chooses what the part before had chosen, where that is a choice
 *
 * @typedef {object} Part
 * @property {HTMLSelectElement} [select] what it shows; the address keeps it under its name
 * @property {HTMLElement} [focused] what has the focus when it opens, unless the panel
 * @property {(clicked: boolean) => void} open
 * @property {() => void} [changed] settings have changed; the runs are not yet there
 * @property {() => void} [ran] they are
 * @property {() => void} [tinted] the basin map has other tints
 * @property {(k: number) => void} [shown] step k is shown
 * @property {() => void} [moved] a run that is played has come farther
 * @property {() => void} close
 */

export {};
