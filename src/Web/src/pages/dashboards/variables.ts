import type { Variable } from '../../api/dashboards';

/** The query with the chosen values, as text that means exactly them. A `$name` that is no variable stays as it is. */
export function fill(query: string, variables: readonly Variable[], chosen: Readonly<Record<string, string>>): string {
  return query.replace(/\$([A-Za-z]\w*)/g, (text, name: string) => {
    const variable = variables.find((each) => each.name === name);
    return variable === undefined ? text : write(chosen[name] ?? variable.default);
  });
}

// Everything that has the field, one of several values, or exactly this value.
function write(value: string | undefined): string {
  if (value === undefined || value === '' || value === '*') {
    return '*';
  }

  const values = value.split(',').map((each) => quote(each.trim()));
  return values.length === 1 ? (values[0] ?? '*') : `(${values.join(' OR ')})`;
}

function quote(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
