package org.postigo.desk.shell;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.Push;
import com.vaadin.flow.component.page.Viewport;

/**
 * The page's head. The stylesheet is served as it is; no theme of Vaadin's is loaded, so its components keep their bare
 * styles and take our colours through their custom properties. Nothing here may need a bundle of our own.
 */
@Push
@StyleSheet("postigo/desk.css")
@Viewport("width=device-width, initial-scale=1, viewport-fit=cover")
public class DeskShell implements AppShellConfigurator {
    private static final long serialVersionUID = 1;
}
