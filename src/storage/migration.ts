import type { ColumnDataType, ColumnDefinitionBuilder, Kysely, SchemaModule } from 'kysely';

/** One step of the schema, written once for both databases. */
export interface StorageMigration {
  name: string;
  up(step: MigrationStep): Promise<void>;
}

export interface MigrationStep {
  schema: SchemaModule;
  /** For steps that move data; untyped because the table types describe the newest schema only. */
  db: Kysely<unknown>;
  /** A primary key that counts up by itself. */
  autoId: { type: ColumnDataType; build: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder };
}
