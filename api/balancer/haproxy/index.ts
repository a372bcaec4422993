export { renderDefaults } from './defaults.js';
export {
  renderSection,
  sectionName,
  sectionsOf,
  serverName,
  serverWords,
  type Section,
  type SectionOptions,
  type Server,
} from './section.js';
export { vipProblems, type VipProblem } from './vip-problems.js';
