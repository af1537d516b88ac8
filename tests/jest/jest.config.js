const environments = ['jest-environment-jsdom', 'jest-fixed-jsdom', '@happy-dom/jest-environment'];

/** As the README of safejwt-js shows it. */
const shared = {
  transform: { '\\.[jt]sx?$': ['babel-jest', { plugins: ['@babel/plugin-transform-modules-commonjs'] }] },
  transformIgnorePatterns: ['/node_modules/(?!safejwt-js/)'],
};

const inPages = environments.map((name) => ({ ...shared, displayName: name, testEnvironment: name }));
const inNode = { ...shared, displayName: 'node', testEnvironment: 'node', testMatch: ['**/{client,sign-in}.test.js'] };

export default { projects: [...inPages, inNode] };
