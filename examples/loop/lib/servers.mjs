import { createServer, request } from "node:http";

/** Receives notifications as a chat or a pager would. Answers with its address. */
export async function receiveNotifications(tell) {
  return await listen((incoming, answer) => {
    let body = "";
    incoming.on("data", (chunk) => (body += chunk));
    incoming.on("end", () => {
      answer.writeHead(200).end();
      const { status, alerts } = JSON.parse(body);
      const names = alerts.map((alert) => `${alert.labels.alertname} ${alert.status}`).join(", ");
      tell(`told (${status}): ${names}`);
    });
  });
}

/** What `kubectl proxy` does: lets this machine ask the Kubernetes API of a kubeconfig without a token. */
export async function proxyTo(kubeconfig) {
  const field = (name) => new RegExp(`\\b${name}:\\s*"?([^"\\s]+)`).exec(kubeconfig)?.[1];
  const [server, token] = [field("server"), field("token")];
  return await listen((incoming, answer) => {
    const headers = { ...incoming.headers, host: new URL(server).host, authorization: `Bearer ${token}` };
    const onward = request(new URL(incoming.url, server), { method: incoming.method, headers }, (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    onward.on("error", () => answer.writeHead(502).end());
    incoming.pipe(onward);
  });
}

async function listen(handle) {
  const server = createServer(handle);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref(); // it does not keep the example from ending
  return `http://127.0.0.1:${server.address().port}`;
}
