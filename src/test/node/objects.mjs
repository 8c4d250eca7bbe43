// Types, routines, other things in a database, settings, transactions, the server.
import { attributes, column, constant, constraint, options } from './columns.mjs';
import { expression, hash } from './expressions.mjs';
import { dotted, isCascade, list, record, relation, relations, role, roles, strings, unwrap } from './record.mjs';
import { altered, persistence } from './tables.mjs';
import { type } from './types.mjs';

const textHash = text => hash({ A_Const: { sval: text === '' ? {} : { sval: text } } });

// --- names of things of several kinds

const ROUTINES = { OBJECT_FUNCTION: 'FUNCTION', OBJECT_PROCEDURE: 'PROCEDURE', OBJECT_ROUTINE: 'ROUTINE', OBJECT_AGGREGATE: 'AGGREGATE' };
const SERVER = { OBJECT_ROLE: 'ROLE', OBJECT_DATABASE: 'DATABASE', OBJECT_TABLESPACE: 'TABLESPACE', OBJECT_SUBSCRIPTION: 'SUBSCRIPTION' };
const KINDS = {
  OBJECT_SCHEMA: 'SCHEMA', OBJECT_SEQUENCE: 'SEQUENCE', OBJECT_EXTENSION: 'EXTENSION', OBJECT_POLICY: 'POLICY', OBJECT_RULE: 'RULE',
  OBJECT_STATISTIC_EXT: 'STATISTICS', OBJECT_COLLATION: 'COLLATION', OBJECT_CONVERSION: 'CONVERSION', OBJECT_CAST: 'CAST',
  OBJECT_OPERATOR: 'OPERATOR', OBJECT_OPCLASS: 'OPERATOR_CLASS', OBJECT_OPFAMILY: 'OPERATOR_FAMILY', OBJECT_TSPARSER: 'TEXT_SEARCH',
  OBJECT_TSDICTIONARY: 'TEXT_SEARCH', OBJECT_TSTEMPLATE: 'TEXT_SEARCH', OBJECT_TSCONFIGURATION: 'TEXT_SEARCH', OBJECT_TRANSFORM: 'TRANSFORM',
  OBJECT_LANGUAGE: 'LANGUAGE', OBJECT_ACCESS_METHOD: 'ACCESS_METHOD', OBJECT_EVENT_TRIGGER: 'EVENT_TRIGGER', OBJECT_PUBLICATION: 'PUBLICATION',
  OBJECT_FDW: 'FOREIGN_DATA_WRAPPER', OBJECT_FOREIGN_SERVER: 'SERVER', OBJECT_LARGEOBJECT: 'LARGE_OBJECT',
};
const UNNAMED = new Set(['CAST', 'TRANSFORM', 'OPERATOR', 'LARGE_OBJECT']);
/** Of what stands on a table: DROP POLICY p ON t has the name behind the table's. */
const ON_TABLE = new Set(['POLICY', 'RULE']);

function name(object) {
  const [kind, inner] = unwrap(object);
  switch (kind) {
    case 'String':
      return inner.sval;
    case 'List':
      return dotted(inner.items);
    case 'TypeName':
      return dotted(inner.names);
    case 'ObjectWithArgs':
      return dotted(inner.objname);
    default:
      return undefined;
  }
}

/** An operator class, a family: CREATE … USING method has the method first. */
function objectName(kind, object) {
  if (UNNAMED.has(kind)) {
    return undefined;
  }
  return ['OPERATOR_CLASS', 'OPERATOR_FAMILY'].includes(kind) ? strings(object).slice(1).slice(-2).join('.') : name(object);
}

// --- ALTER … RENAME, SET SCHEMA, OWNER TO, of anything

function changed(node, objectType, act, components = {}) {
  if (objectType in ROUTINES) {
    return record('AlterRoutine', { kind: ROUTINES[objectType], name: name(node.object), ...components });
  }
  if (objectType in SERVER) {
    return record('ServerChange', { verb: 'ALTER', kind: SERVER[objectType], names: [node.subname ?? name(node.object)] });
  }
  if (objectType === 'OBJECT_TYPE') {
    return record('AlterType', { type: name(node.object), actions: [act] });
  }
  if (objectType === 'OBJECT_DOMAIN' || objectType === 'OBJECT_DOMCONSTRAINT') {
    return record('AlterDomain', { domain: name(node.object), action: act });
  }
  if (objectType === 'OBJECT_TRIGGER') {
    return record('AlterTrigger', { name: node.subname ?? strings(node.object).at(-1), table: relation(node.relation), ...components });
  }
  const kind = KINDS[objectType];
  if (ON_TABLE.has(kind)) {
    return record('AlterObject', { kind, name: node.subname, table: relation(node.relation), ...components });
  }
  if (kind && (objectType !== 'OBJECT_SEQUENCE' || !node.relation)) {
    return record('AlterObject', { kind, name: node.object ? objectName(kind, node.object) : node.subname, ...components });
  }
  return objectType === 'OBJECT_SEQUENCE'
    ? record('AlterObject', { kind, name: relation(node.relation), ...components })
    : altered(objectType, node.relation, node.missing_ok, [act]);
}

function renamed(node) {
  const to = { from: node.subname, to: node.newname };
  const renamedTo = { renamedTo: node.newname };
  switch (node.renameType) {
    case 'OBJECT_COLUMN':
      return altered(node.relationType, node.relation, node.missing_ok, [record('RenameColumn', to)]);
    case 'OBJECT_ATTRIBUTE':
      return altered('OBJECT_TYPE', node.relation, false, [record('RenameColumn', to)]);
    case 'OBJECT_TABCONSTRAINT':
      return altered('OBJECT_TABLE', node.relation, node.missing_ok, [record('RenameConstraint', to)]);
    case 'OBJECT_DOMCONSTRAINT':
      return changed(node, node.renameType, record('RenameConstraint', to));
    case 'OBJECT_INDEX':
      return record('ModifyIndex', { index: relation(node.relation), ifExists: node.missing_ok, ...renamedTo });
    default:
      return changed(node, node.renameType, record('RenameTo', { name: node.newname }), renamedTo);
  }
}

// --- DROP

function dropped(node) {
  const names = list(node.objects).map(name);
  const common = { ifExists: node.missing_ok, cascade: isCascade(node) };
  switch (node.removeType) {
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      return record('DropTable', { tables: names, foreign: node.removeType === 'OBJECT_FOREIGN_TABLE', ...common });
    case 'OBJECT_INDEX':
      return record('DropIndexes', { indexes: names, concurrently: node.concurrent, ...common });
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
      return record('DropViews', { views: names, materialized: node.removeType === 'OBJECT_MATVIEW', ...common });
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return record('DropTypes', { types: names, domain: node.removeType === 'OBJECT_DOMAIN', ...common });
    case 'OBJECT_TRIGGER':
      return record('DropTrigger', { ...onTable(node.objects[0]), ...common });
    default:
      return node.removeType in ROUTINES ? record('DropRoutines', { kind: ROUTINES[node.removeType], names, ...common }) : droppedObject(node, common);
  }
}

function onTable(object) {
  const parts = strings(object);
  return { name: parts.at(-1), table: parts.slice(0, -1).slice(-2).join('.') };
}

function droppedObject(node, common) {
  const kind = KINDS[node.removeType];
  if (ON_TABLE.has(kind)) {
    const { name: only, table } = onTable(node.objects[0]);
    return record('DropObjects', { kind, names: [only], table, ...common });
  }
  const names = node.objects.map(object => objectName(kind, object)).filter(Boolean);
  return record('DropObjects', { kind, names, ...common });
}

// --- types and domains

function domain(node) {
  const said = attributes(list(node.constraints).map(item => item.Constraint));
  return record('CreateDomain', {
    domain: dotted(node.domainname),
    type: type(node.typeName, node.collClause?.CollateClause ?? node.collClause),
    notNull: said.nullability === 'NOT_NULL',
    defaultValue: said.defaultValue,
    constraints: list(node.constraints)
      .map(item => item.Constraint)
      .filter(item => item.contype === 'CONSTR_CHECK' || (item.contype === 'CONSTR_NOTNULL' && item.conname))
      .map(item => domainConstraint(item, dotted(node.domainname).split('.').at(-1))),
  });
}

/** A check of a value is about no column. */
const domainConstraint = (item, owner) => (item.contype === 'CONSTR_NOTNULL' ? constraint(item, owner) : constraint(item).replace(/notNull=value, /, ''));

function alteredDomain(node) {
  const owner = strings(node.typeName).at(-1);
  const act = {
    T: () => (node.def ? record('SetDefault', { column: owner, value: expression(node.def) }) : record('DropDefault', { column: owner })),
    N: () => record('DropNotNull', { column: owner }),
    O: () => record('SetNotNull', { column: owner }),
    C: () => record('AddConstraint', { constraint: constraint(node.def.Constraint, node.def.Constraint.contype === 'CONSTR_NOTNULL' ? owner : undefined) }),
    X: () => record('DropConstraint', { target: 'ANY', name: node.name, ifExists: node.missing_ok, cascade: isCascade(node) }),
    V: () => record('ValidateConstraint', { name: node.name }),
  }[node.subtype];
  return record('AlterDomain', { domain: dotted(node.typeName), action: act() });
}

function alteredEnum(node) {
  const owner = dotted(node.typeName);
  return node.oldVal !== undefined
    ? record('RenameValue', { type: owner, from: node.oldVal, to: node.newVal })
    : record('AddValue', {
        type: owner,
        label: node.newVal ?? '',
        ifNotExists: node.skipIfNewValExists,
        neighbour: node.newValNeighbor,
        before: node.newValNeighbor !== undefined && !node.newValIsAfter,
      });
}

/** CREATE of what takes a list of definitions. */
function defined(node) {
  const called = dotted(node.defnames);
  switch (node.kind) {
    case 'OBJECT_TYPE':
      return record('CreateOther', { type: called, form: node.definition ? 'BASE' : 'SHELL' });
    case 'OBJECT_AGGREGATE':
      return record('CreateRoutine', { kind: 'AGGREGATE', name: called, orReplace: node.replace });
    default: {
      const kind = KINDS[node.kind];
      return record('CreateObject', { kind, name: UNNAMED.has(kind) ? undefined : called, ifNotExists: node.if_not_exists });
    }
  }
}

// --- routines and triggers

function routine(node) {
  const settings = Object.fromEntries(list(node.options).map(({ DefElem: element }) => [element.defname, element.arg]));
  const body = list(settings.as?.List?.items)[0]?.String?.sval;
  const atomic = node.sql_body !== undefined;
  return record('CreateRoutine', {
    kind: node.is_procedure ? 'PROCEDURE' : 'FUNCTION',
    name: dotted(node.funcname),
    orReplace: node.replace,
    language: settings.language ? constant(settings.language) : atomic ? 'sql' : undefined,
    body: atomic ? 'sql' : body === undefined ? undefined : textHash(body),
  });
}

const EVENTS = { INSERT: 4, DELETE: 8, UPDATE: 16, TRUNCATE: 32 };

function trigger(node) {
  return record('CreateTrigger', {
    name: node.trigname,
    table: relation(node.relation),
    moment: { 2: 'BEFORE', 64: 'INSTEAD OF' }[node.timing] ?? 'AFTER',
    events: Object.keys(EVENTS).filter(event => node.events & EVENTS[event]).sort(),
    eachRow: node.row,
    constraint: node.isconstraint,
    orReplace: node.replace,
    function: dotted(node.funcname),
  });
}

// --- other things

const created = (kind, called, more = {}) => record('CreateObject', { kind, name: called, ...more });
const alteredObject = (kind, called, more = {}) => record('AlterObject', { kind, name: called, ...more });

const COMMENTED = {
  TABCONSTRAINT: 'CONSTRAINT', DOMCONSTRAINT: 'CONSTRAINT', MATVIEW: 'MATERIALIZED VIEW', FOREIGN_TABLE: 'FOREIGN TABLE', EVENT_TRIGGER: 'EVENT TRIGGER',
  ACCESS_METHOD: 'ACCESS METHOD', FDW: 'FOREIGN DATA WRAPPER', FOREIGN_SERVER: 'SERVER', LARGEOBJECT: 'LARGE OBJECT', OPCLASS: 'OPERATOR CLASS',
  OPFAMILY: 'OPERATOR FAMILY', STATISTIC_EXT: 'STATISTICS', TSPARSER: 'TEXT SEARCH PARSER', TSDICTIONARY: 'TEXT SEARCH DICTIONARY',
  TSTEMPLATE: 'TEXT SEARCH TEMPLATE', TSCONFIGURATION: 'TEXT SEARCH CONFIGURATION',
};

function comment(node, securityLabel) {
  const plain = node.objtype.replace('OBJECT_', '');
  const target = COMMENTED[plain] ?? plain;
  const parts = strings(node.object);
  const last = ['TRIGGER', 'POLICY', 'RULE', 'TABCONSTRAINT'].includes(plain);
  let called = last ? parts.at(-1) : objectName(KINDS[node.objtype], node.object);
  if (plain === 'DOMCONSTRAINT') {
    called = parts.at(-1);
  }
  return record('Comment', { target, name: called, text: node.comment || node.label, securityLabel });
}

const GRANTED = { FDW: 'FOREIGN DATA WRAPPER', FOREIGN_SERVER: 'FOREIGN SERVER', PARAMETER_ACL: 'PARAMETER' };

function privileges(node) {
  const plain = node.objtype.replace('OBJECT_', '');
  const all = node.targtype === 'ACL_TARGET_ALL_IN_SCHEMA';
  const target = all ? `ALL ${plain}S IN SCHEMA` : (GRANTED[plain] ?? plain);
  return record('Privileges', {
    grant: node.is_grant,
    privileges: node.privileges ? list(node.privileges).map(({ AccessPriv: item }) => (item.priv_name ?? 'ALL').toUpperCase()) : ['ALL'],
    target: plain === 'LARGEOBJECT' ? '' : target,
    names: plain === 'LARGEOBJECT' ? [] : list(node.objects).map(object => (object.RangeVar ? relation(object.RangeVar) : name(object))),
    grantees: roles(node.grantees),
  });
}

// --- settings and transactions

function setting(node) {
  if (node.name?.startsWith('TRANSACTION') || node.name === 'SESSION CHARACTERISTICS') {
    return record('Control', { verb: node.name.startsWith('TRANSACTION') ? 'SET_TRANSACTION' : 'SET_SESSION_TRANSACTION' });
  }
  const resets = node.kind === 'VAR_RESET';
  if (node.name === 'role' || node.name === 'session_authorization') {
    return record('SetRole', { role: resets ? undefined : node.args ? value(node.args) : 'default' });
  }
  const set = node.kind === 'VAR_SET_VALUE' ? value(node.args) : node.kind === 'VAR_SET_CURRENT' ? 'current' : undefined;
  const scope = node.is_local ? 'LOCAL' : 'SESSION';
  return record('Settings', { assignments: [record('Assignment', { scope, name: node.kind === 'VAR_RESET_ALL' ? 'all' : node.name.toLowerCase(), value: set })] });
}

const value = args => args.map(constantText).join(', ').replace(/['"]/g, '').toLowerCase();

function constantText(node) {
  const { A_Const: inner, TypeCast: cast } = node;
  if (cast) {
    return 'interval';
  }
  return String(inner.ival ? (inner.ival.ival ?? 0) : (inner.sval ? (inner.sval.sval ?? '') : (inner.fval?.fval ?? inner.boolval?.boolval ?? false)));
}

const VERBS = {
  TRANS_STMT_BEGIN: 'BEGIN', TRANS_STMT_START: 'BEGIN', TRANS_STMT_COMMIT: 'COMMIT', TRANS_STMT_ROLLBACK: 'ROLLBACK', TRANS_STMT_SAVEPOINT: 'SAVEPOINT',
  TRANS_STMT_RELEASE: 'RELEASE', TRANS_STMT_ROLLBACK_TO: 'ROLLBACK_TO', TRANS_STMT_PREPARE: 'PREPARE', TRANS_STMT_COMMIT_PREPARED: 'COMMIT_PREPARED',
  TRANS_STMT_ROLLBACK_PREPARED: 'ROLLBACK_PREPARED',
};
const MODES = ['', 'ACCESS SHARE', 'ROW SHARE', 'ROW EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE', 'SHARE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE'];

const control = verb => record('Control', { verb });
const server = (verb, kind, names) => record('ServerChange', { verb, kind, names });

export const statements = {
  RenameStmt: renamed,
  AlterObjectSchemaStmt: node => changed(node, node.objectType, record('SetSchema', { schema: node.newschema })),
  AlterOwnerStmt: node => changed(node, node.objectType, record('OwnerTo', { owner: role(node.newowner) })),
  AlterObjectDependsStmt: node => changed(node, node.objectType, record('TableOption', { option: 'DEPENDS ON EXTENSION' })),
  DropStmt: dropped,

  CreateEnumStmt: node => record('CreateEnum', { type: dotted(node.typeName), labels: strings(node.vals) }),
  CompositeTypeStmt: node => record('CreateComposite', { type: relation(node.typevar), attributes: list(node.coldeflist).map(item => column(item.ColumnDef)) }),
  CreateRangeStmt: node => record('CreateOther', { type: dotted(node.typeName), form: 'RANGE' }),
  DefineStmt: defined,
  CreateDomainStmt: domain,
  AlterDomainStmt: alteredDomain,
  AlterEnumStmt: alteredEnum,
  AlterTypeStmt: node => record('AlterType', { type: dotted(node.typeName), actions: [record('StorageParameters', { options: options(node.options).sort() })] }),

  CreateFunctionStmt: routine,
  AlterFunctionStmt: node => record('AlterRoutine', { kind: ROUTINES[node.objtype], name: dotted(node.func.objname) }),
  CreateTrigStmt: trigger,

  CreateSchemaStmt: node => created('SCHEMA', node.schemaname, { ifNotExists: node.if_not_exists }),
  CreateSeqStmt: node => created('SEQUENCE', relation(node.sequence), { ifNotExists: node.if_not_exists, temporary: persistence(node.sequence) === 'TEMPORARY' }),
  AlterSeqStmt: node => alteredObject('SEQUENCE', relation(node.sequence)),
  CreateExtensionStmt: node => created('EXTENSION', node.extname, { ifNotExists: node.if_not_exists }),
  AlterExtensionStmt: node => alteredObject('EXTENSION', node.extname),
  AlterExtensionContentsStmt: node => alteredObject('EXTENSION', node.extname),
  CreatePolicyStmt: node => created('POLICY', node.policy_name, { table: relation(node.table) }),
  AlterPolicyStmt: node => alteredObject('POLICY', node.policy_name, { table: relation(node.table) }),
  RuleStmt: node => created('RULE', node.rulename, { table: relation(node.relation), orReplace: node.replace }),
  CreateStatsStmt: node => created('STATISTICS', node.defnames && dotted(node.defnames), { table: relations(node.relations)[0], ifNotExists: node.if_not_exists }),
  AlterStatsStmt: node => alteredObject('STATISTICS', dotted(node.defnames)),
  CreateConversionStmt: node => created('CONVERSION', dotted(node.conversion_name)),
  CreateCastStmt: () => created('CAST'),
  CreateTransformStmt: node => created('TRANSFORM', undefined, { orReplace: node.replace }),
  CreateOpClassStmt: node => created('OPERATOR_CLASS', dotted(node.opclassname)),
  CreateOpFamilyStmt: node => created('OPERATOR_FAMILY', dotted(node.opfamilyname)),
  AlterOpFamilyStmt: node => alteredObject('OPERATOR_FAMILY', dotted(node.opfamilyname)),
  AlterOperatorStmt: () => alteredObject('OPERATOR'),
  AlterCollationStmt: node => alteredObject('COLLATION', dotted(node.collname)),
  AlterTSDictionaryStmt: node => alteredObject('TEXT_SEARCH', dotted(node.dictname)),
  AlterTSConfigurationStmt: node => alteredObject('TEXT_SEARCH', dotted(node.cfgname)),
  CreatePLangStmt: node => created('LANGUAGE', node.plname, { orReplace: node.replace }),
  CreateAmStmt: node => created('ACCESS_METHOD', node.amname),
  CreateEventTrigStmt: node => created('EVENT_TRIGGER', node.trigname),
  AlterEventTrigStmt: node => alteredObject('EVENT_TRIGGER', node.trigname),
  CreatePublicationStmt: node => created('PUBLICATION', node.pubname),
  AlterPublicationStmt: node => alteredObject('PUBLICATION', node.pubname),
  CreateFdwStmt: node => created('FOREIGN_DATA_WRAPPER', node.fdwname),
  AlterFdwStmt: node => alteredObject('FOREIGN_DATA_WRAPPER', node.fdwname),
  CreateForeignServerStmt: node => created('SERVER', node.servername, { ifNotExists: node.if_not_exists }),
  AlterForeignServerStmt: node => alteredObject('SERVER', node.servername),
  ImportForeignSchemaStmt: node => created('SERVER', node.remote_schema),
  CreateUserMappingStmt: node => created('USER_MAPPING', undefined, { ifNotExists: node.if_not_exists }),
  AlterUserMappingStmt: () => alteredObject('USER_MAPPING'),
  DropUserMappingStmt: node => record('DropObjects', { kind: 'USER_MAPPING', ifExists: node.missing_ok }),
  AlterDefaultPrivilegesStmt: () => alteredObject('DEFAULT_PRIVILEGES'),
  AlterTableMoveAllStmt: () => alteredObject('ALL_IN_TABLESPACE'),
  CommentStmt: node => comment(node, false),
  SecLabelStmt: node => comment(node, true),
  GrantStmt: privileges,
  DropOwnedStmt: node => record('Owned', { drop: true, owners: roles(node.roles) }),
  ReassignOwnedStmt: node => record('Owned', { owners: roles(node.roles) }),

  VariableSetStmt: setting,
  VariableShowStmt: () => record('Select', { query: record('Query', {}) }),
  DiscardStmt: node => record('Discard', { what: { DISCARD_ALL: 'ALL', DISCARD_PLANS: 'PLANS', DISCARD_SEQUENCES: 'SEQUENCES', DISCARD_TEMP: 'TEMP' }[node.target ?? 'DISCARD_ALL'] }),
  ConstraintsSetStmt: () => control('SET_CONSTRAINTS'),
  TransactionStmt: node => record('Control', { verb: VERBS[node.kind], name: node.savepoint_name ?? node.gid }),
  LockStmt: node =>
    record('LockTables', {
      locked: relations(node.relations).map(table => record('LockedTable', { table, mode: MODES[node.mode] })),
      nowait: node.nowait,
    }),

  GrantRoleStmt: node => server(node.is_grant ? 'GRANT' : 'REVOKE', 'MEMBERSHIP', roles(node.grantee_roles)),
  CreateRoleStmt: node => server('CREATE', 'ROLE', [node.role]),
  AlterRoleStmt: node => server('ALTER', 'ROLE', [role(node.role)]),
  AlterRoleSetStmt: node => server('ALTER', 'ROLE', [node.role ? role(node.role) : 'all']),
  DropRoleStmt: node => server('DROP', 'ROLE', roles(node.roles)),
  CreatedbStmt: node => server('CREATE', 'DATABASE', [node.dbname]),
  AlterDatabaseStmt: node => server('ALTER', 'DATABASE', [node.dbname]),
  AlterDatabaseSetStmt: node => server('ALTER', 'DATABASE', [node.dbname]),
  AlterDatabaseRefreshCollStmt: node => server('ALTER', 'DATABASE', [node.dbname]),
  DropdbStmt: node => server('DROP', 'DATABASE', [node.dbname]),
  CreateTableSpaceStmt: node => server('CREATE', 'TABLESPACE', [node.tablespacename]),
  AlterTableSpaceOptionsStmt: node => server('ALTER', 'TABLESPACE', [node.tablespacename]),
  DropTableSpaceStmt: node => server('DROP', 'TABLESPACE', [node.tablespacename]),
  CreateSubscriptionStmt: node => server('CREATE', 'SUBSCRIPTION', [node.subname]),
  AlterSubscriptionStmt: node => server('ALTER', 'SUBSCRIPTION', [node.subname]),
  DropSubscriptionStmt: node => server('DROP', 'SUBSCRIPTION', [node.subname]),
  AlterSystemStmt: () => server('ALTER', 'SYSTEM', []),
};

// --- what runs something, or keeps tables in shape

const run = (verb, components = {}) => record('Execution', { verb, ...components });

function maintenance(node) {
  const settings = list(node.options).map(({ DefElem: element }) => element.defname.toUpperCase());
  return record('Maintenance', {
    verb: node.is_vacuumcmd ? 'VACUUM' : 'ANALYZE',
    tables: list(node.rels).map(item => relation(item.VacuumRelation.relation)),
    options: settings.sort(),
  });
}

const isOff = argument => argument !== undefined && ['off', 'false', '0', 'no'].includes(constant(argument).toLowerCase());

function explained(node, inner) {
  const analyzes = list(node.options).some(({ DefElem: element }) => element.defname === 'analyze' && !isOff(element.arg));
  return run(analyzes ? 'EXPLAIN_ANALYZE' : 'EXPLAIN', { inner: inner(node.query) });
}

/** Those that are about another statement take what tells of that. */
export const executions = inner => ({
  VacuumStmt: maintenance,
  ClusterStmt: node => record('Maintenance', { verb: 'CLUSTER', tables: node.relation ? [relation(node.relation)] : [], options: options(node.params).sort() }),
  CheckPointStmt: () => record('Maintenance', { verb: 'CHECKPOINT' }),
  CallStmt: node => run('CALL', { name: dotted(node.funccall.funcname) }),
  DoStmt: node => run('DO', { body: textHash(constant(list(node.args).find(({ DefElem: item }) => item.defname === 'as').DefElem.arg)) }),
  ExplainStmt: node => explained(node, inner),
  PrepareStmt: node => run('PREPARE', { name: node.name, inner: inner(node.query) }),
  ExecuteStmt: node => run('EXECUTE', { name: node.name }),
  DeallocateStmt: () => run('DEALLOCATE'),
  DeclareCursorStmt: () => run('CURSOR'),
  FetchStmt: () => run('CURSOR'),
  ClosePortalStmt: () => run('CURSOR'),
  ListenStmt: () => run('OTHER'),
  NotifyStmt: () => run('OTHER'),
  UnlistenStmt: () => run('OTHER'),
  LoadStmt: () => run('OTHER'),
});
