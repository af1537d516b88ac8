// @vitest-environment happy-dom
import { testApp } from './app.js';

testApp();
