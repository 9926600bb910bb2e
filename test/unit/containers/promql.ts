/** What an expression reads. */
export interface Selected {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
}

const WORDS = new Set(['and', 'or', 'unless', 'offset', 'bool']);
const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;

/**
 * Names of metrics and labels in a PromQL expression. Not a parser: it strips what cannot be a metric, so it knows no
 * label that is called like a function and no metric selected by `__name__`.
 */
export const selectedBy = (expression: string): Selected => {
  const labels: string[] = [];
  const rest = expression
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\{([^}]*)\}/g, (_, matchers: string) => {
      labels.push(...matchers.split(',').map((matcher) => matcher.split(/[=!]/)[0]!.trim()));
      return '';
    })
    .replace(GROUPING, (_, names: string) => {
      labels.push(...names.split(',').map((name) => name.trim()));
      return '';
    })
    .replace(/\[[^\]]*\]/g, '');
  const metrics = [...rest.matchAll(/(?<![\w.$])([a-zA-Z_:][\w:]*)(?!\w)(?!\s*\()/g)]
    .map((match) => match[1]!)
    .filter((name) => !WORDS.has(name));
  return { metrics: [...new Set(metrics)], labels: [...new Set(labels)].filter((label) => label !== '') };
};
