/** Prints what happens, as it happens: seconds since the start, who, what. */
export class Timeline {
  #began = Date.now();

  add(who, what) {
    const seconds = ((Date.now() - this.#began) / 1000).toFixed(1).padStart(6);
    console.log(`${seconds} s  ${who.padEnd(9)} ${what}`);
  }

  end(text) {
    console.log(`\n${text}`);
  }
}
