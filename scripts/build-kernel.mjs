/*
 * Turns src-core/pricing/kernel/stages.ts into WebAssembly of fixed-width SIMD, two rows at a time, and writes it as
 * src-core/pricing/kernel/simd-module.ts. It reads only the few words that file keeps to and refuses anything else.
 * With --check it writes nothing and fails where the written module is not what the source gives.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseAst } from 'vite';

const folder = new URL('../src-core/pricing/kernel/', import.meta.url);
const target = new URL('simd-module.ts', folder);

// Opcodes: WebAssembly Core Specification 2.0, section 5.4.
const END = 0x0b;
const LOOP = 0x03;
const BR_IF = 0x0d;
const CALL = 0x10;
const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;
const I32_CONST = 0x41;
const I32_LT_S = 0x48;
const I32_ADD = 0x6a;
const I32_SHL = 0x74;
const I32 = 0x7f;
const V128 = 0x7b;
const simd = (code) => [0xfd, ...unsigned(code)];
const V128_LOAD = simd(0x00);
const V128_LOAD64_SPLAT = simd(0x0a);
const V128_STORE = simd(0x0b);
const V128_CONST = simd(0x0c);
const V128_AND = simd(0x4e);
const V128_OR = simd(0x50);
const V128_BITSELECT = simd(0x52);
const I64X2_SHL = simd(0xcb);
const I64X2_SHR_U = simd(0xcd);
const F64X2 = {
  '<': simd(0x49),
  '>': simd(0x4a),
  '<=': simd(0x4b),
  '>=': simd(0x4c),
  abs: simd(0xec),
  neg: simd(0xed),
  sqrt: simd(0xef),
  '+': simd(0xf0),
  '-': simd(0xf1),
  '*': simd(0xf2),
  '/': simd(0xf3),
  min: simd(0xf4),
  max: simd(0xf5),
};
/** Pairs of rows worked on side by side: one waits for its divisions while the other goes on. */
const PAIRS = 4;
const PAIR_BYTES = 16;
/** 2^52 + 1023: a double whose last bits are a biased exponent. */
const BIASED = 2 ** 52 + 1023;

function unsigned(value) {
  const bytes = [];
  let rest = value;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return bytes;
}

function signed(value) {
  const bytes = [];
  let rest = value;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}

const vector = (items) => [...unsigned(items.length), ...items.flat()];
const section = (id, bytes) => [id, ...unsigned(bytes.length), ...bytes];
const text = (name) => vector([...new TextEncoder().encode(name)]);

function lanesOfBits(bits) {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setBigUint64(0, bits, true);
  new DataView(bytes.buffer).setBigUint64(8, bits, true);
  return [...V128_CONST, ...bytes];
}

function lanesOfDouble(value) {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return lanesOfBits(view.getBigUint64(0));
}

/** Compiles one stage: its name and its function's bytes. */
class Stage {
  /** `order` holds every stage's number by its name. */
  constructor(declaration, layout, polynomials, order, refuse) {
    this.name = declaration.id.name;
    this.layout = layout;
    this.polynomials = polynomials;
    this.order = order;
    this.refuse = refuse;
    this.localCount = 0;
    /** Of the block, and of each pair of rows besides. */
    this.locals = new Map();
    this.pair = 0;
    const [memory, count] = declaration.params;
    if (memory?.name !== 'm' || count?.name !== 'count') refuse(declaration, 'a stage takes (m, count)');
    const code = declaration.body.body.flatMap((statement) => {
      if (statement.type === 'ForStatement') return this.loop(statement);
      return statement.type === 'ExpressionStatement' ? this.run(statement) : this.constant(statement);
    });
    // Parameter 0 is the count, local 1 the byte offset of the rows, then one vector for every constant.
    const declared = vector([
      [...unsigned(1), I32],
      [...unsigned(this.localCount), V128],
    ]);
    const body = [...declared, ...code, END];
    this.bytes = [...unsigned(body.length), ...body];
  }

  /** Another stage on the same rows. */
  run(statement) {
    const index = this.order.get(statement.expression.callee?.name);
    if (index === undefined) this.refuse(statement, 'only stages are called');
    return [LOCAL_GET, 0, CALL, ...unsigned(index)];
  }

  loop(statement) {
    const ofPairs = Array.from({ length: PAIRS }, () => new Map(this.locals));
    const rows = statement.body.body.flatMap((inner) =>
      ofPairs.flatMap((locals, pair) => {
        this.locals = locals;
        this.pair = pair;
        return inner.type === 'VariableDeclaration' ? this.constant(inner) : this.store(inner);
      }),
    );
    // Until the offset reaches count · 8.
    return [
      ...[LOOP, 0x40, ...rows],
      ...[LOCAL_GET, 1, I32_CONST, ...signed(PAIRS * PAIR_BYTES), I32_ADD, LOCAL_TEE, 1],
      ...[LOCAL_GET, 0, I32_CONST, 3, I32_SHL, I32_LT_S, BR_IF, 0, END],
    ];
  }

  constant(statement) {
    if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') this.refuse(statement, 'only constants');
    return statement.declarations.flatMap(({ id, init }) => {
      const code = this.expression(init);
      const local = this.localCount + 2;
      this.localCount += 1;
      this.locals.set(id.name, local);
      return [...code, LOCAL_SET, ...unsigned(local)];
    });
  }

  store(statement) {
    const assignment = statement.expression;
    if (assignment?.type !== 'AssignmentExpression' || assignment.operator !== '=') this.refuse(statement, 'only m[COLUMN + i] = …');
    const { column, isRow } = this.cell(assignment.left);
    if (!isRow) this.refuse(statement, 'only rows are written');
    return [LOCAL_GET, 1, ...this.expression(assignment.right), ...V128_STORE, 3, ...unsigned(column * 8 + this.pair * PAIR_BYTES)];
  }

  cell(node) {
    const { object, property } = node;
    if (node.type !== 'MemberExpression' || object.name !== 'm') this.refuse(node, 'only m[COLUMN] and m[COLUMN + i]');
    const isRow = property.type === 'BinaryExpression' && property.operator === '+' && property.right.name === 'i';
    const name = isRow ? property.left.name : property.name;
    const column = this.layout[name];
    if (column === undefined) this.refuse(node, `no column ${name}`);
    return { column, isRow };
  }

  expression(node) {
    switch (node.type) {
      case 'TSAsExpression':
      case 'ParenthesizedExpression':
        return this.expression(node.expression);
      case 'Literal':
        return lanesOfDouble(node.value);
      case 'Identifier': {
        const local = this.locals.get(node.name);
        if (local === undefined) this.refuse(node, `no constant ${node.name}`);
        return [LOCAL_GET, ...unsigned(local)];
      }
      case 'MemberExpression': {
        if (node.object.name === 'Math' && typeof Math[node.property.name] === 'number') return lanesOfDouble(Math[node.property.name]);
        const { column, isRow } = this.cell(node);
        return isRow
          ? [LOCAL_GET, 1, ...V128_LOAD, 3, ...unsigned(column * 8 + this.pair * PAIR_BYTES)]
          : [I32_CONST, 0, ...V128_LOAD64_SPLAT, 3, ...unsigned(column * 8)];
      }
      case 'UnaryExpression':
        if (node.operator !== '-') this.refuse(node, 'only -');
        return [...this.expression(node.argument), ...F64X2.neg];
      case 'BinaryExpression': {
        const code = F64X2[node.operator];
        if (code === undefined) this.refuse(node, `no operator ${node.operator}`);
        return [...this.expression(node.left), ...this.expression(node.right), ...code];
      }
      case 'ConditionalExpression':
        return [
          ...this.expression(node.consequent),
          ...this.expression(node.alternate),
          ...this.expression(node.test),
          ...V128_BITSELECT,
        ];
      case 'CallExpression':
        return this.call(node);
      default:
        return this.refuse(node, `no ${node.type}`);
    }
  }

  call(node) {
    const { callee } = node;
    const given = node.arguments.flatMap((argument) => this.expression(argument));
    if (callee.type === 'MemberExpression' && callee.object.name === 'Math' && ['abs', 'sqrt', 'min', 'max'].includes(callee.property.name)) {
      return [...given, ...F64X2[callee.property.name]];
    }
    switch (callee.name) {
      case 'exponent':
        return [
          ...[...given, I32_CONST, 52, ...I64X2_SHR_U],
          ...[...lanesOfBits(0x7ffn), ...V128_AND, ...lanesOfDouble(2 ** 52), ...V128_OR],
          ...[...lanesOfDouble(BIASED), ...F64X2['-']],
        ];
      case 'significand':
        return [...given, ...lanesOfBits(0xfffffffffffffn), ...V128_AND, ...lanesOfDouble(1), ...V128_OR];
      case 'powerOfTwo':
        return [...given, ...lanesOfDouble(BIASED), ...F64X2['+'], I32_CONST, 52, ...I64X2_SHL];
      default:
        return this.inline(node);
    }
  }

  /** A polynomial's expression in the place of its call; its arguments are constants. */
  inline(node) {
    const polynomial = this.polynomials.get(node.callee.name);
    if (polynomial === undefined) return this.refuse(node, `no function ${node.callee.name}`);
    const { locals } = this;
    this.locals = new Map(polynomial.params.map(({ name }, i) => [name, locals.get(node.arguments[i].name)]));
    const code = this.expression(polynomial.body.body[0].argument);
    this.locals = locals;
    return code;
  }
}

/** The module's bytes: memory of one page, exported, and every stage by its name. */
export async function compileKernel() {
  const source = readFileSync(new URL('stages.ts', folder), 'utf8');
  const layout = await import(new URL('layout.ts', folder));
  const refuse = (node, reason) => {
    const line = source.slice(0, node.start).split('\n').length;
    throw new SyntaxError(`stages.ts:${line}: ${reason}`);
  };
  const functions = (code) =>
    parseAst(code, { lang: 'ts' }).body.flatMap((node) => {
      const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
      return declaration.type === 'FunctionDeclaration' ? [{ ...declaration, isExported: declaration !== node }] : [];
    });
  const polynomials = functions(readFileSync(new URL('mills-polynomials.ts', folder), 'utf8'));
  const byName = new Map(polynomials.map((declaration) => [declaration.id.name, declaration]));
  const declarations = functions(source);
  const order = new Map(declarations.map(({ id }, i) => [id.name, i]));
  const stages = declarations.map((declaration) => new Stage(declaration, layout, byName, order, refuse));
  const exported = declarations.filter(({ isExported }) => isExported);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([[0x60, ...vector([I32]), ...vector([])]])),
    ...section(3, vector(stages.map(() => 0))),
    ...section(5, vector([[0x00, 0x01]])),
    ...section(7, vector([[...text('memory'), 0x02, 0x00], ...exported.map(({ id }) => [...text(id.name), 0x00, ...unsigned(order.get(id.name))])])),
    ...section(10, vector(stages.map(({ bytes }) => bytes))),
  ]);
}

async function main() {
  const base64 = Buffer.from(await compileKernel()).toString('base64');
  const lines = base64.match(/.{1,120}/g).map((line) => `  '${line}',`);
  const written = [
    '/** WebAssembly made from stages.ts by `npm run build:kernel`, in base64. */',
    'export const SIMD_MODULE = [',
    ...lines,
    "].join('');",
    '',
  ].join('\n');
  if (!process.argv.includes('--check')) writeFileSync(target, written);
  else if (readFileSync(target, 'utf8') !== written) {
    process.stderr.write(`${fileURLToPath(target)} is not what stages.ts gives: run npm run build:kernel\n`);
    process.exitCode = 1;
  }
}

if (process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === import.meta.url) await main();
