// The closed loop, end to end and without a cluster: checkout leaks memory, a rule fires, a policy restarts it, latency
// recovers, the alert resolves, and the audit trail proves what happened.
//
//   node examples/loop/loop.mjs
//
// Everything real but the cluster: Monolith with its embedded engine, its demo, and a Kubernetes API in memory. With
// MONOLITH and KUBERNETES_API one names programs that are built already, instead of `dotnet run`.
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Processes } from "./lib/processes.mjs";
import { receiveNotifications, proxyTo } from "./lib/servers.mjs";
import { Timeline } from "./lib/timeline.mjs";
import { Watch } from "./lib/watch.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "..", "..");
const monolith = command(process.env.MONOLITH, "src/Host");
const kubernetesApi = command(process.env.KUBERNETES_API, "tests/Monolith.KubernetesApi");
const patience = 180_000;

const folder = await mkdtemp(join(tmpdir(), "monolith-loop-"));
const processes = new Processes(root);
const timeline = new Timeline();
try {
  process.exitCode = await run();
} catch (error) {
  console.error(`\nThe loop did not close: ${error.message}`);
  process.exitCode = 1;
} finally {
  await processes.stopAll();
  await rm(folder, { recursive: true, force: true });
}

async function run() {
  const kubeconfig = join(folder, "kubeconfig");
  const manifests = join(here, "shop.yaml");
  await processes.start(
    "cluster",
    [...kubernetesApi, "--manifests", manifests, "--kubeconfig-out", kubeconfig, "--ready-after", "2s"],
    /Kubernetes API at (\S+)/,
  );
  const cluster = await proxyTo(await readFile(kubeconfig, "utf8"));
  timeline.add("cluster", "3 pods of shop/checkout are ready");

  const receiver = await receiveNotifications((text) => timeline.add("people", text));
  await settings(receiver);
  const address = await processes.start(
    "monolith",
    [
      ...monolith,
      "serve",
      ...["--urls", "http://127.0.0.1:0"],
      `--Monolith:DataPath=${join(folder, "data")}`,
      `--Modules:Alerting:RulesPath=${join(folder, "rules")}`,
      `--Modules:Alerting:NotificationsPath=${join(folder, "notifications.yaml")}`,
      "--Modules:Alerting:AllowedNetworks:0=127.0.0.0/8",
      `--Modules:Healing:PoliciesPath=${join(folder, "policies")}`,
      `--Modules:Healing:Kubernetes:Kubeconfig=${kubeconfig}`,
    ],
    /Listens on\s+(\S+)/,
  );
  timeline.add("monolith", "ready, with 2 rules and 1 policy");

  await processes.start(
    "demo",
    [...monolith, "demo", "--url", address, "--rate", "150", "--leak", cluster, "--leak-after", "00:00:12"],
  );
  timeline.add("shop", "customers come; in 12 s the pods of checkout begin to leak memory");

  const outcome = await new Watch(address, cluster, timeline).untilClosed(patience);
  const verified = await processes.run([...monolith, "audit", "verify", "--url", address]);
  timeline.add("audit", verified.output.trim().split("\n")[0]);

  const healed = outcome === "healed" && verified.exitCode === 0;
  timeline.end(healed ? "The loop is closed." : `The loop is not closed: the run ended as '${outcome}'.`);
  return healed ? 0 : 1;
}

/** Rules, policies and receivers as they lie here, with the address of our receiver. */
async function settings(receiver) {
  for (const name of ["rules", "policies"]) {
    await cp(join(here, name), join(folder, name), { recursive: true });
  }
  const text = await readFile(join(here, "notifications.yaml"), "utf8");
  await writeFile(join(folder, "notifications.yaml"), text.replace("RECEIVER", receiver));
}

function command(program, project) {
  return program ? [program] : ["dotnet", "run", "--project", join(root, project), "--"];
}
