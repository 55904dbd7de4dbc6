// Stands for optional dependencies that the bundle never reaches.
export default {};
