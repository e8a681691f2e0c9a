/*
 * A plugin of Swagger UI (https://swagger.io/docs/open-source-tools/swagger-ui/customization/plugin-api/):
 * - Examples of optional parameters are shown below their descriptions. Swagger UI fills them in, and so would send all
 *   filters of a list at once.
 * - An operation that guests may not use says which role it requires.
 * - The dialog for authorization has no field for the cookie: browsers send it by themselves after a login, and scripts cannot
 *   set it.
 */
globalThis.docsPlugin = () => ({
  statePlugins: {
    spec: {
      wrapSelectors: {
        parameterWithMetaByIdentity: (original) => (_state, pathMethod, identity) => {
          const parameter = original(pathMethod, identity);
          return parameter.get('required') ? parameter : parameter.delete('example');
        },
      },
    },
  },
  wrapComponents: {
    auths:
      (Original, { React }) =>
      (props) =>
        props.definitions.some((scheme) => scheme.get('in') === 'cookie')
          ? null
          : React.createElement(Original, props),
    parameterRow:
      (Original, { React }) =>
      (props) => {
        const [example, description] = [props.rawParam.get('example'), props.param.get('description') ?? ''];
        const text = typeof example?.join === 'function' ? example.join(',') : example;
        const param = props.param.set('description', `${description}\n\nExample: \`${text}\``);
        return React.createElement(Original, { ...props, param: text === undefined ? props.param : param });
      },
    OperationSummaryPath: (Original, system) => (props) => {
      const { React, specSelectors } = system;
      const operation = specSelectors.specJson().getIn(props.specPath.toArray());
      const role = operation?.get('x-required-role');
      const note = React.createElement('small', { className: 'required-role' }, `requires the role ${role}`);
      return React.createElement(React.Fragment, null, React.createElement(Original, props), role && note);
    },
  },
});
