const pause = 300;

/** Looks at Monolith and at the cluster as a person would, and tells of what changed. */
export class Watch {
  #address;
  #cluster;
  #timeline;
  #told = new Map();

  constructor(address, cluster, timeline) {
    this.#address = address;
    this.#cluster = cluster;
    this.#timeline = timeline;
  }

  /** Returns how healing ended, once it has and no alert is left. */
  async untilClosed(patience) {
    const end = Date.now() + patience;
    while (Date.now() < end) {
      const [alerts, run] = [await this.#alerts(), await this.#run()];
      await this.#pods();
      if (run?.outcome && (run.outcome !== "healed" || alerts === 0)) {
        return run.outcome;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    throw new Error(`it is still open after ${patience / 1000} s`);
  }

  async #alerts() {
    const { alerts } = await this.#ask("/api/v1/alerts");
    const active = alerts.filter((alert) => ["pending", "firing"].includes(alert.state));
    for (const alert of alerts) {
      const name = alert.labels.alertname;
      this.#tell("alert", name, `${name} ${alert.state}: ${alert.annotations.summary}`, alert.state);
    }
    for (const name of [...this.#told.keys()].filter((key) => key.startsWith("alert/"))) {
      const left = alerts.some((alert) => `alert/${alert.labels.alertname}` === name);
      if (!left && this.#told.get(name) !== "resolved") {
        this.#tell("alert", name.slice("alert/".length), `${name.slice("alert/".length)} resolved`, "resolved");
      }
    }
    return active.length;
  }

  async #run() {
    const { runs } = await this.#ask("/api/v1/healing/runs");
    if (runs.length === 0) {
      return undefined;
    }
    const run = await this.#ask(`/api/v1/healing/runs/${runs.at(-1).id}`);
    run.steps.forEach((step, number) => {
      const evidence = step.evidence.map((e) => `${e.question} = ${e.value}`).at(-1);
      const text = evidence ? `${step.message} (${evidence})` : step.message;
      this.#tell("healing", `${number}`, `${step.name}: ${text}`, `${step.result} ${step.reason}`);
    });
    if (run.outcome) {
      this.#tell("healing", "outcome", `outcome: ${run.outcome}`, run.outcome);
    }
    return run;
  }

  async #pods() {
    const answer = await fetch(`${this.#cluster}/apis/apps/v1/namespaces/shop/deployments/checkout`);
    const { metadata, status } = await answer.json();
    const text = `${status.updatedReplicas ?? 0} of ${status.replicas} pods are new, ${status.readyReplicas ?? 0} ready`;
    if (metadata.generation > 1) {
      this.#tell("cluster", "checkout", text, text);
    }
  }

  /** Says a thing once for each state that it is seen in. */
  #tell(who, what, text, state) {
    const key = `${who}/${what}`;
    if (this.#told.get(key) !== state) {
      this.#told.set(key, state);
      this.#timeline.add(who, text);
    }
  }

  async #ask(path) {
    const answer = await fetch(this.#address + path);
    if (!answer.ok) {
      throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
    }
    return await answer.json();
  }
}
