// Columns, constraints, parts of indexes, options.
import { expression } from './expressions.mjs';
import { dotted, list, record, relation, strings, unwrap } from './record.mjs';
import { type } from './types.mjs';

// --- options

export function option(name, value) {
  return value === undefined ? name : `${name}=${value.toLowerCase()}`;
}

export function options(elements) {
  return list(elements).map(({ DefElem: element }) => {
    const name = (element.defnamespace === undefined ? '' : `${element.defnamespace}.`) + element.defname;
    return option(name.toUpperCase(), element.arg === undefined ? undefined : constant(element.arg));
  });
}

/** A value as text; a word is a type's name to the grammar. */
export function constant(node) {
  const [kind, inner] = unwrap(node);
  switch (kind) {
    case 'Integer':
      return String(inner.ival ?? 0);
    case 'Boolean':
      return String(inner.boolval ?? false);
    case 'String':
      return inner.sval ?? '';
    case 'Float':
      return inner.fval;
    case 'TypeName':
      return strings(inner.names).at(-1);
    case 'List':
      return strings(inner.items).join('');
    default:
      return '?';
  }
}

// --- indexes

export function part({ IndexElem: element }, operator) {
  const nulls = { SORTBY_NULLS_FIRST: 'FIRST', SORTBY_NULLS_LAST: 'LAST' }[element.nulls_ordering];
  const all = [
    element.collation && option('COLLATE', dotted(element.collation)),
    element.opclass && option('OPCLASS', dotted(element.opclass)),
    nulls && option('NULLS', nulls),
    operator && option('WITH', operator),
  ];
  return record('IndexPart', {
    column: element.name,
    expression: element.expr && expression(element.expr),
    descending: element.ordering === 'SORTBY_DESC',
    options: all.filter(Boolean).sort(),
  });
}

/** The method that is meant where none is written is not told apart from it. */
export const method = name => (name === 'btree' ? undefined : name);

export const included = parts => list(parts).map(({ IndexElem: element }) => element.name);

// --- constraints

const REFERENTIAL = { c: 'CASCADE', n: 'SET NULL', d: 'SET DEFAULT', r: 'RESTRICT' };

export function traits(of) {
  return record('Traits', of);
}

export function constraint(node, column) {
  const enforceable = ['CONSTR_CHECK', 'CONSTR_FOREIGN'].includes(node.contype);
  const unenforced = node.unenforced || (enforceable && node.is_enforced === false) || (enforceable && node.is_enforced === undefined);
  const common = {
    name: node.conname,
    traits: traits({
      notValid: (node.skip_validation ?? false) && !unenforced,
      deferrable: node.deferrable || node.initdeferred,
      initiallyDeferred: node.initdeferred,
      unenforced,
      noInherit: node.is_no_inherit,
    }),
  };
  switch (node.contype) {
    case 'CONSTR_PRIMARY':
      return record('PrimaryKey', { ...common, ...key(node, column) });
    case 'CONSTR_UNIQUE':
      return record('Unique', { ...common, ...key(node, column), nullsNotDistinct: node.nulls_not_distinct });
    case 'CONSTR_FOREIGN':
      return record('ForeignKey', { ...common, ...reference(node, column) });
    case 'CONSTR_CHECK':
      return record('Check', { ...common, condition: expression(node.raw_expr), notNull: notNull(node.raw_expr), column });
    case 'CONSTR_EXCLUSION':
      return record('Exclude', { ...common, ...exclusion(node) });
    case 'CONSTR_NOTNULL':
      return record('NotNull', { ...common, column: column ?? strings(node.keys)[0] });
    default:
      return node.contype;
  }
}

function key(node, column) {
  const columns = node.keys === undefined ? [column] : strings(node.keys);
  return {
    parts: node.indexname === undefined ? columns.map((name, i) => keyPart(name, node.without_overlaps && i === columns.length - 1)) : [],
    usingIndex: node.indexname,
    include: strings(node.including),
    options: indexOptions(node),
  };
}

const keyPart = (column, overlaps) => record('IndexPart', { column, options: overlaps ? ['WITHOUT OVERLAPS'] : [] });

function indexOptions(node) {
  const tablespace = node.indexspace === undefined ? [] : [option('TABLESPACE', node.indexspace)];
  return [...options(node.options), ...tablespace].sort();
}

function reference(node, column) {
  return {
    own: node.fk_attrs === undefined ? [column] : strings(node.fk_attrs),
    table: relation(node.pktable),
    referenced: strings(node.pk_attrs),
    onDelete: REFERENTIAL[node.fk_del_action],
    onUpdate: REFERENTIAL[node.fk_upd_action],
    match: { f: 'FULL', p: 'PARTIAL' }[node.fk_matchtype],
  };
}

function exclusion(node) {
  return {
    method: method(node.access_method),
    parts: list(node.exclusions).map(pair => part(list(pair)[0], strings(list(pair)[1]).at(-1))),
    where: node.where_clause && expression(node.where_clause),
    options: indexOptions(node),
  };
}

function notNull(condition) {
  const test = condition.NullTest;
  const fields = test?.nulltesttype === 'IS_NOT_NULL' ? test.arg.ColumnRef?.fields : undefined;
  return fields?.length === 1 ? strings(fields)[0] : undefined;
}

// --- columns

export function column(node) {
  const said = attributes(list(node.constraints).map(item => item.Constraint), node.colname);
  const settings = [
    node.storage_name && option('STORAGE', node.storage_name),
    node.compression && option('COMPRESSION', node.compression),
    ...options(node.fdwoptions),
  ];
  return record('ColumnDefinition', {
    name: node.colname,
    type: node.typeName && type(node.typeName, node.collClause?.CollateClause ?? node.collClause),
    options: settings.filter(Boolean).sort(),
    ...said,
  });
}

/** What follows a column's type: also a domain's. */
export function attributes(nodes, name) {
  const said = { nullability: 'UNSAID', constraints: [] };
  for (const node of attached(nodes)) {
    switch (node.contype) {
      case 'CONSTR_NULL':
        said.nullability = 'NULL';
        break;
      case 'CONSTR_NOTNULL':
        said.nullability = 'NOT_NULL';
        if (node.conname || node.deferrable || node.initdeferred || node.unenforced || node.is_no_inherit || node.skip_validation) {
          said.constraints.push(constraint(node, name));
        }
        break;
      case 'CONSTR_DEFAULT':
        said.defaultValue = expression(node.raw_expr);
        break;
      case 'CONSTR_IDENTITY':
        said.generated = record('Generated', { kind: node.generated_when === 'a' ? 'IDENTITY_ALWAYS' : 'IDENTITY_BY_DEFAULT' });
        break;
      case 'CONSTR_GENERATED':
        said.generated = record('Generated', { kind: node.generated_kind === 's' ? 'STORED' : 'VIRTUAL', expression: expression(node.raw_expr) });
        break;
      default:
        said.constraints.push(constraint(node, name));
    }
  }
  return said;
}

/** DEFERRABLE and its kind are constraints of their own to the grammar, and belong to the one before. */
function attached(nodes) {
  const result = [];
  for (const node of nodes) {
    const last = result.at(-1);
    switch (node.contype) {
      case 'CONSTR_ATTR_DEFERRABLE':
        last.deferrable = true;
        break;
      case 'CONSTR_ATTR_DEFERRED':
        last.initdeferred = true;
        break;
      case 'CONSTR_ATTR_NOT_ENFORCED':
        last.unenforced = true;
        break;
      case 'CONSTR_ATTR_NOT_DEFERRABLE':
      case 'CONSTR_ATTR_IMMEDIATE':
      case 'CONSTR_ATTR_ENFORCED':
        break;
      default:
        result.push({ ...node });
    }
  }
  return result;
}
