/** An element with its properties, and what is in it. */
export const made = (name, properties = {}, ...content) => {
  const element = document.createElement(name);
  Object.assign(element, properties);
  element.append(...content);
  return element;
};
