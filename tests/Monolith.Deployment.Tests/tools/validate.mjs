// Holds Kubernetes objects against the published schemas. Reads a JSON array from standard input, writes a JSON array with
// a text for each fault, in the order of the objects.

import { readFileSync } from 'node:fs';

const packages = { 'monitoring.coreos.com': '@kubernetes-models/prometheus-operator' };

const faults = [];
for (const object of JSON.parse(readFileSync(0, 'utf8'))) {
  const name = `${object.kind} ${object.metadata?.name}`;
  faults.push(...(await faultsOf(object)).map((fault) => `${name}: ${fault}`));
}

process.stdout.write(JSON.stringify(faults));

async function faultsOf(object) {
  const validate = await schemaOf(object.apiVersion, object.kind);
  if (!validate) {
    return [`no schema for ${object.apiVersion}`];
  }

  const looked = new Set();
  validate(watched(object, '', looked));
  const wrong = (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? error.keyword}`);
  return [...wrong, ...unseen(object, '', looked)];
}

/** The schemas are there as compiled functions, one for each kind, in files named after group, version and kind. */
async function schemaOf(apiVersion, kind) {
  const [version, group = 'core'] = apiVersion.split('/').reverse();
  const isCustom = group in packages;
  const prefix = isCustom ? 'ComGithubPrometheusOperatorPrometheusOperatorPkgApis' : 'IoK8sApi';
  const file = `${prefix}${pascal(group.split('.')[0])}${pascal(version)}${kind}.js`;
  const folder = new URL(`./node_modules/${isCustom ? packages[group] : 'kubernetes-models'}/_schemas/`, import.meta.url);
  try {
    return (await import(new URL(file, folder))).validate;
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') {
      return undefined;
    }

    throw error;
  }
}

/** Notes which fields a schema looks at: it allows others, but never looks at them. */
function watched(value, path, looked) {
  if (value === null || typeof value !== 'object') {
    return value;
  }

  return new Proxy(value, {
    get(target, key) {
      looked.add(`${path}/${String(key)}`);
      return watched(target[key], `${path}/${String(key)}`, looked);
    },
  });
}

function unseen(value, path, looked) {
  if (value === null || typeof value !== 'object') {
    return [];
  }

  return Object.keys(value).flatMap((key) =>
    looked.has(`${path}/${key}`) ? unseen(value[key], `${path}/${key}`, looked) : [`${path}/${key} is no field`],
  );
}

function pascal(text) {
  return text[0].toUpperCase() + text.slice(1);
}
