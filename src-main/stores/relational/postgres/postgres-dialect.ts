import {
  AliasNode,
  type BinaryOperationNode,
  ColumnNode,
  type ColumnUpdateNode,
  type Dialect,
  IdentifierNode,
  type InsertQueryNode,
  type OperationNode,
  OperatorNode,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type PrimitiveValueListNode,
  ReferenceNode,
  type SelectQueryNode,
  type ValueListNode,
  ValueNode,
  type ValuesNode,
} from 'kysely';
import { readingDriver, type ReadRows } from '../reading-driver.ts';
import { encode } from './column-kinds.ts';

/** A Kysely dialect that compiles for PostgreSQL and reads through `read`. It writes nothing and opens no transactions. */
export function postgresDialect(read: ReadRows): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => readingDriver(read),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new ColumnCompiler(),
  };
}

/** After these a number is a factor, whatever stands before. */
const FACTORS: readonly string[] = ['*', '/', '%'];

/** Knows of each value which column it is for, and writes money and moments as that column takes them. */
class ColumnCompiler extends PostgresQueryCompiler {
  /** The column of the value that is visited next; null when it is for none. */
  #column: string | null = null;
  #inserted: readonly string[] = [];
  /** Columns of the list that is visited next, which is a row to insert. */
  #row: readonly string[] | null = null;

  protected override visitInsertQuery(node: InsertQueryNode): void {
    const outer = this.#inserted;
    this.#inserted = (node.columns ?? []).map(({ column }) => column.name);
    super.visitInsertQuery(node);
    this.#inserted = outer;
  }

  protected override visitValues(node: ValuesNode): void {
    this.append('values ');
    for (const [index, row] of node.values.entries()) {
      if (index > 0) this.append(', ');
      this.#row = this.#inserted;
      this.visitNode(row);
    }
    this.#row = null;
  }

  protected override visitPrimitiveValueList(node: PrimitiveValueListNode): void {
    this.#list(node.values, (value) => this.appendValue(encode(this.#column, value)));
  }

  protected override visitValueList(node: ValueListNode): void {
    this.#list(node.values, (value) => this.visitNode(value));
  }

  #list<Value>(values: readonly Value[], visit: (value: Value) => void): void {
    const row = this.#row;
    this.#row = null;
    this.append('(');
    for (const [index, value] of values.entries()) {
      if (index > 0) this.append(', ');
      this.#for(row === null ? this.#column : (row[index] ?? null), () => visit(value));
    }
    this.append(')');
  }

  protected override visitValue(node: ValueNode): void {
    const value = encode(this.#column, node.value);
    if (node.immediate === true && value === node.value) super.visitValue(node);
    else this.appendValue(value);
  }

  protected override visitColumnUpdate(node: ColumnUpdateNode): void {
    this.visitNode(node.column);
    this.append(' = ');
    this.#for(columnOf(node.column), () => this.visitNode(node.value));
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const factor = OperatorNode.is(node.operator) && FACTORS.includes(node.operator.operator);
    this.visitNode(node.leftOperand);
    this.append(' ');
    this.visitNode(node.operator);
    this.append(' ');
    this.#for(factor ? null : (columnOf(node.leftOperand) ?? this.#column), () => this.visitNode(node.rightOperand));
  }

  protected override visitAlias(node: AliasNode): void {
    if (ValueNode.is(node.node) && IdentifierNode.is(node.alias)) this.#for(node.alias.name, () => super.visitAlias(node));
    else super.visitAlias(node);
  }

  protected override visitSelectQuery(node: SelectQueryNode): void {
    this.#for(null, () => super.visitSelectQuery(node));
  }

  #for(column: string | null, visit: () => void): void {
    const outer = this.#column;
    this.#column = column;
    visit();
    this.#column = outer;
  }
}

function columnOf(node: OperationNode): string | null {
  if (ColumnNode.is(node)) return node.column.name;
  return ReferenceNode.is(node) && ColumnNode.is(node.column) ? node.column.column.name : null;
}
