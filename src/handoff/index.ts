export * from './frustration/index.ts';
