// The text form of a record, as NormalForm.java writes Refract's own: components by name, those that say nothing left out.

export function record(type, components) {
  const said = Object.keys(components)
    .sort()
    .map(name => [name, text(components[name])])
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => (value === 'true' ? name : `${name}=${value}`));
  return `${type}(${said.join(', ')})`;
}

function text(value) {
  if (value === undefined || value === null || value === false) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : `[${value.map(item => text(item) ?? '').join(',\n')}]`;
  }
  return value === '' ? '""' : String(value);
}

/** A node's only key and what is under it: {"ColumnRef": {…}}. */
export function unwrap(node) {
  const [kind] = Object.keys(node ?? { none: {} });
  return [kind, node?.[kind] ?? {}];
}

export const list = node => (Array.isArray(node) ? node : (node?.List?.items ?? []));
export const strings = nodes => list(nodes).map(node => node.String?.sval ?? '*');

/** Of a name of several parts the last two count. */
export const dotted = nodes => strings(nodes).slice(-2).join('.');
export const relation = range => (range.schemaname === undefined ? '' : `${range.schemaname}.`) + range.relname;
export const relations = nodes => list(nodes).map(node => relation(node.RangeVar ?? node));
export const isCascade = node => node.behavior === 'DROP_CASCADE';
export const role = spec =>
  ({ ROLESPEC_PUBLIC: 'public', ROLESPEC_CURRENT_USER: 'current_user', ROLESPEC_SESSION_USER: 'session_user', ROLESPEC_CURRENT_ROLE: 'current_role' })[
    spec.roletype
  ] ?? spec.rolename;
export const roles = nodes => list(nodes).map(node => role(node.RoleSpec));
