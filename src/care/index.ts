export { careJsonSchema } from './rules/json-schema.ts';
