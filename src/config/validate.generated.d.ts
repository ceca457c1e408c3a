import type { Json } from '../core/json.ts';
import type { ListPaths } from './shorthand.ts';

/** An error of the compiled validator, as ajv reports it with `verbose`. */
export interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema: Readonly<Record<string, Json>>;
}

export interface Validator {
  (value: unknown): boolean;
  /** Of the last call. */
  errors?: readonly SchemaError[] | null;
}

declare const validate: Validator;
export default validate;

export declare const listPaths: ListPaths;
