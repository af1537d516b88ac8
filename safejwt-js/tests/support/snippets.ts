/** Returns a tested file as an app contains it: with the names of the package instead of its sources. */
export function asInstalled(text: string): string {
  return text
    .replace(/^\/\/ @vitest.*\n/, '')
    .replace(/'(?:\.\.\/)+testing\/index\.js'/g, "'safejwt-js/testing'")
    .replace(/'(?:\.\.\/)+src\/([\w/]+?)(?:\/index)?\.js'/g, (_, name: string) =>
      name === 'index' ? "'safejwt-js'" : `'safejwt-js/${name}'`,
    )
    .replace(/from '(\.\/[\w-]+)\.js'/g, "from '$1'");
}
