import { spawn } from "node:child_process";

/** The programs of the example. All of them are stopped at the end, whatever happens. */
export class Processes {
  #running = [];
  #folder;

  constructor(folder) {
    this.#folder = folder;
    for (const signal of ["SIGINT", "SIGTERM"]) {
      process.once(signal, () => this.stopAll().then(() => process.exit(130)));
    }
  }

  /** Starts a program and waits until it says what is waited for; without that, only starts it. */
  async start(name, [program, ...args], says) {
    const child = spawn(program, args, { cwd: this.#folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const exited = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => resolve(code));
    });
    this.#running.push({ child, exited });
    if (!says) {
      child.stdout.resume();
      child.stderr.resume();
      return undefined;
    }

    const said = new Promise((resolve) => {
      const look = (chunk) => {
        output += chunk;
        const match = says.exec(output);
        if (match) {
          resolve(match[1]);
        }
      };
      child.stdout.on("data", look);
      child.stderr.on("data", look);
    });
    const tooLate = new Promise((_, reject) => {
      exited.then((code) => reject(new Error(`${name} ended with ${code}:\n${output}`)), reject);
    });
    return await Promise.race([said, tooLate]);
  }

  /** Runs a program to its end. */
  async run([program, ...args]) {
    const child = spawn(program, args, { cwd: this.#folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    const exitCode = await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    return { exitCode, output };
  }

  /** The last one started is stopped first. */
  async stopAll() {
    for (const { child, exited } of this.#running.splice(0).reverse()) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        await exited.catch(() => {});
      }
    }
  }
}
