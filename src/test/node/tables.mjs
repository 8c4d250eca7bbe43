// Tables, indexes and views.
import { column, constant, constraint, included, method, option, options, part, traits } from './columns.mjs';
import { expression } from './expressions.mjs';
import { dotted, isCascade, list, record, relation, relations, role, strings, unwrap } from './record.mjs';
import { query, recursive } from './rows.mjs';
import { type } from './types.mjs';

// --- CREATE

export const persistence = range => ({ t: 'TEMPORARY', u: 'UNLOGGED' })[range.relpersistence] ?? 'PERMANENT';

function createTable(range, components) {
  return record('CreateTable', { table: relation(range), persistence: persistence(range), ...components });
}

function definition(node, server) {
  const elements = list(node.tableElts).map(unwrap);
  const of = kind => elements.filter(([name]) => name === kind).map(([, inner]) => inner);
  const parents = relations(node.inhRelations);
  return record('TableDefinition', {
    columns: of('ColumnDef').map(column),
    constraints: of('Constraint').map(inner => constraint(inner)),
    like: of('TableLikeClause').map(inner => relation(inner.relation)),
    inherits: node.partbound === undefined ? parents : [],
    partitionOf: node.partbound === undefined ? undefined : parents[0],
    partitionedBy: node.partspec !== undefined,
    options: [...tail(node), ...(server ?? []), ...(node.ofTypename ? [option('OF', dotted(node.ofTypename.names))] : [])].sort(),
  });
}

function tail(node) {
  return [
    ...options(node.options),
    ...(node.accessMethod ? [option('USING', node.accessMethod)] : []),
    ...(node.tablespacename || node.tableSpaceName ? [option('TABLESPACE', node.tablespacename ?? node.tableSpaceName)] : []),
    ...(['ONCOMMIT_NOOP', undefined].includes(node.oncommit ?? node.onCommit) ? [] : ['ON COMMIT']),
  ];
}

/** CREATE TABLE … AS, and SELECT … INTO. */
export function tableFromQuery(into, ifNotExists, from) {
  const columns = strings(into.colNames).map(name => record('ColumnDefinition', { name, nullability: 'UNSAID' }));
  return createTable(into.rel, {
    ifNotExists,
    definition: record('TableDefinition', { columns, options: tail(into).sort() }),
    query: from,
  });
}

function materialized(node) {
  return record('CreateView', {
    view: relation(node.into.rel),
    materialized: true,
    ifNotExists: node.if_not_exists,
    columns: strings(node.into.colNames),
    query: query(node.query),
    withoutData: node.into.skipData,
  });
}

// --- ALTER TABLE

const RULE = { rule: true };
const SWITCHES = {
  AT_EnableTrig: { enable: true }, AT_EnableAlwaysTrig: { enable: true }, AT_EnableReplicaTrig: { enable: true },
  AT_EnableTrigAll: { enable: true }, AT_EnableTrigUser: { enable: true }, AT_DisableTrig: {}, AT_DisableTrigAll: {}, AT_DisableTrigUser: {},
  AT_EnableRule: { enable: true, ...RULE }, AT_EnableAlwaysRule: { enable: true, ...RULE }, AT_EnableReplicaRule: { enable: true, ...RULE },
  AT_DisableRule: RULE,
};
const SECURITY = { AT_EnableRowSecurity: 'ENABLE', AT_DisableRowSecurity: 'DISABLE', AT_ForceRowSecurity: 'FORCE', AT_NoForceRowSecurity: 'NO_FORCE' };

export function action({ AlterTableCmd: command }) {
  const { subtype, name, def } = command;
  if (subtype in SWITCHES) {
    return record('SwitchTrigger', { name, ...SWITCHES[subtype] });
  }
  if (subtype in SECURITY) {
    return record('RowSecurity', { mode: SECURITY[subtype] });
  }
  return columnAction(command, unwrap(def)[1]) ?? tableAction(command, unwrap(def)[1]);
}

function columnAction(command, def) {
  const column_ = command.name ?? (command.num === undefined ? undefined : String(command.num));
  const ifExists = command.missing_ok;
  const cascade = isCascade(command);
  switch (command.subtype) {
    case 'AT_AddColumn':
      return record('AddColumn', { column: column(def), ifNotExists: command.missing_ok });
    case 'AT_DropColumn':
      return record('DropColumn', { column: column_, ifExists, cascade });
    case 'AT_ColumnDefault':
      return command.def ? record('SetDefault', { column: column_, value: expression(command.def) }) : record('DropDefault', { column: column_ });
    case 'AT_SetNotNull':
      return record('SetNotNull', { column: column_ });
    case 'AT_DropNotNull':
      return record('DropNotNull', { column: column_ });
    case 'AT_SetExpression':
      return record('GeneratedExpression', { column: column_, expression: expression(command.def) });
    case 'AT_DropExpression':
      return record('GeneratedExpression', { column: column_, ifExists });
    case 'AT_AlterColumnType':
      return record('SetType', {
        column: column_,
        type: type(def.typeName, def.collClause?.CollateClause ?? def.collClause),
        using: def.raw_default && expression(def.raw_default),
      });
    case 'AT_AddIdentity':
      return record('Identity', { column: column_, change: 'ADD', always: def.generated_when === 'a' });
    case 'AT_SetIdentity':
      return record('Identity', { column: column_, change: 'SET', always: isAlways(def) });
    case 'AT_DropIdentity':
      return record('Identity', { column: column_, change: 'DROP', ifExists });
    case 'AT_SetStatistics':
      return setting(column_, [option('STATISTICS', command.def ? constant(command.def) : 'DEFAULT')]);
    case 'AT_SetStorage':
      return setting(column_, [option('STORAGE', constant(command.def))]);
    case 'AT_SetCompression':
      return setting(column_, [option('COMPRESSION', constant(command.def))]);
    case 'AT_SetOptions':
    case 'AT_ResetOptions':
    case 'AT_AlterColumnGenericOptions':
      return setting(column_, options(command.def).sort());
    default:
      return undefined;
  }
}

const setting = (name, all) => record('ColumnSetting', { column: name, options: all });
const isAlways = def => list(def.items).some(({ DefElem: element }) => element.defname === 'generated' && element.arg.Integer.ival === 97);

function tableAction(command, def) {
  const { name } = command;
  switch (command.subtype) {
    case 'AT_AddConstraint':
      return record('AddConstraint', { constraint: constraint(def) });
    case 'AT_DropConstraint':
      return record('DropConstraint', { target: 'ANY', name, ifExists: command.missing_ok, cascade: isCascade(command) });
    case 'AT_ValidateConstraint':
      return record('ValidateConstraint', { name });
    case 'AT_AlterConstraint':
      return record('AlterConstraint', {
        name: def.conname,
        traits: traits({
          deferrable: def.deferrable || def.initdeferred,
          initiallyDeferred: def.initdeferred,
          unenforced: def.alterEnforceability && !def.is_enforced,
          noInherit: def.noinherit,
        }),
      });
    case 'AT_AttachPartition':
      return record('AttachPartition', { partition: relation(def.name), isDefault: def.bound?.is_default });
    case 'AT_DetachPartition':
      return record('DetachPartition', { partition: relation(def.name), concurrently: def.concurrent });
    case 'AT_DetachPartitionFinalize':
      return record('DetachPartition', { partition: relation(def.name), finalizes: true });
    case 'AT_ChangeOwner':
      return record('OwnerTo', { owner: role(command.newowner) });
    case 'AT_SetLogged':
      return record('SetLogged', { logged: true });
    case 'AT_SetUnLogged':
      return record('SetLogged', {});
    case 'AT_SetTableSpace':
      return record('SetTablespace', { tablespace: name });
    case 'AT_SetAccessMethod':
      return record('SetAccessMethod', { method: name ?? 'default' });
    case 'AT_SetRelOptions':
      return record('StorageParameters', { options: options(command.def).sort() });
    case 'AT_ResetRelOptions':
      return record('StorageParameters', { options: options(command.def).sort(), reset: true });
    case 'AT_ClusterOn':
      return record('ClusterOn', { index: name });
    case 'AT_DropCluster':
      return record('ClusterOn', {});
    case 'AT_ReplicaIdentity':
      return record('ReplicaIdentity', { mode: { d: 'DEFAULT', f: 'FULL', n: 'NOTHING', i: 'INDEX' }[def.identity_type], index: def.name });
    case 'AT_AddInherit':
      return record('Inherit', { parent: relation(def), inherit: true });
    case 'AT_DropInherit':
      return record('Inherit', { parent: relation(def) });
    case 'AT_AddOf':
      return record('OfType', { type: dotted(def.names) });
    case 'AT_DropOf':
      return record('OfType', {});
    case 'AT_GenericOptions':
      return record('TableOption', { option: 'OPTIONS' });
    case 'AT_DropOids':
      return record('TableOption', { option: 'WITHOUT OIDS' });
    default:
      return command.subtype;
  }
}

/** ALTER of what has a relation, by the kind that the statement says it is. */
export function altered(kind, range, ifExists, actions) {
  const name = relation(range);
  switch (kind) {
    case 'OBJECT_INDEX':
      return record('ModifyIndex', { index: name, ifExists, actions });
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
      return record('AlterView', { view: name, materialized: kind === 'OBJECT_MATVIEW', ifExists, actions });
    case 'OBJECT_TYPE':
      return record('AlterType', { type: name, actions });
    case 'OBJECT_SEQUENCE':
      return record('AlterObject', { kind: 'SEQUENCE', name });
    default:
      return record('AlterTable', { table: name, only: !range.inh, ifExists, actions });
  }
}

// --- statements

function index(node) {
  const tablespace = node.tableSpace === undefined ? [] : [option('TABLESPACE', node.tableSpace)];
  return record('CreateIndex', {
    index: record('IndexDefinition', {
      name: node.idxname,
      unique: node.unique,
      method: method(node.accessMethod),
      parts: list(node.indexParams).map(item => part(item)),
      include: included(node.indexIncludingParams),
      nullsNotDistinct: node.nulls_not_distinct,
      where: node.whereClause && expression(node.whereClause),
      options: [...options(node.options), ...tablespace].sort(),
    }),
    table: relation(node.relation),
    only: !node.relation.inh,
    concurrently: node.concurrent,
    ifNotExists: node.if_not_exists,
  });
}

const foreignOptions = node => [option('SERVER', node.servername), ...options(node.options)];

export const statements = {
  CreateStmt: node => createTable(node.relation, { ifNotExists: node.if_not_exists, definition: definition(node) }),
  CreateForeignTableStmt: node =>
    createTable(node.base.relation, { foreign: true, ifNotExists: node.base.if_not_exists, definition: definition(node.base, foreignOptions(node)) }),
  CreateTableAsStmt: node => (node.objtype === 'OBJECT_MATVIEW' ? materialized(node) : tableFromQuery(node.into, node.if_not_exists, query(node.query))),
  ViewStmt: node =>
    record('CreateView', {
      view: relation(node.view),
      temporary: persistence(node.view) === 'TEMPORARY',
      orReplace: node.replace,
      columns: strings(node.aliases),
      query: recursive(node.query, node.view.relname),
    }),
  RefreshMatViewStmt: node => record('RefreshView', { view: relation(node.relation), concurrently: node.concurrent, withoutData: node.skipData }),
  IndexStmt: index,
  ReindexStmt: node =>
    record('Reindex', {
      target: node.kind.replace('REINDEX_OBJECT_', ''),
      name: node.relation ? relation(node.relation) : node.name,
      concurrently: options(node.params).includes('CONCURRENTLY'),
    }),
  AlterTableStmt: node => altered(node.objtype, node.relation, node.missing_ok, list(node.cmds).map(action)),
};
