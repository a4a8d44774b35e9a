export { type Locate, parseYaml } from './parse-yaml.ts';
export { type Finding, type Problem, problemText } from './problem.ts';
export { readYamlFolder, type SourceFile } from './read-folder.ts';
