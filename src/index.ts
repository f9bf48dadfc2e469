export { build, type BuildOptions, type BuildResult, type Product } from './build.ts';
export type { Diagnostic, Severity } from './model/diagnostic.ts';
export type { OnProgress, Progress, Stage } from './model/progress.ts';
export type { Span } from './model/span.ts';
