// A column's type: schema.name(arguments)[] with the name that PostgreSQL keeps for it.
import { strings } from './record.mjs';

const FIELDS = ['month', 'year', 'day', undefined, undefined, undefined, undefined, undefined, undefined, undefined, 'hour', 'minute', 'second'];

export function type(name, collation) {
  const words = strings(name.names).filter((word, i, all) => !(i === 0 && word === 'pg_catalog' && all.length === 2));
  const base = words.join('.');
  const args = (base === 'interval' ? interval(name.typmods) : (name.typmods ?? []).map(argument)).map(text => text.toLowerCase());
  const implied = ['bpchar', 'bit'].includes(base) && args.join() === '1';
  const shown = args.length === 0 || implied ? '' : `(${args.join()})`;
  const collated = collation === undefined ? '' : ` collate ${strings(collation.collname).slice(-2).join('.')}`;
  return base + shown + '[]'.repeat((name.arrayBounds ?? []).length) + collated;
}

function argument(node) {
  const constant = node.A_Const;
  if (constant === undefined) {
    return node.ColumnRef === undefined ? '?' : strings(node.ColumnRef.fields).join('.');
  }
  return String(constant.ival ? (constant.ival.ival ?? 0) : (constant.sval?.sval ?? constant.fval?.fval));
}

/** The fields are bits of the first of its arguments; only the precision is one that is written. */
function interval(typmods = []) {
  return typmods.slice(1).map(argument);
}
