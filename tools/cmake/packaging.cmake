# install() of the program and what it needs at run time, and the Debian package through CPack.
# The layout below the prefix: bin/lingding, share/lingding (as in the source tree), share/doc/lingding, lib/systemd/system;
# the configuration goes to /etc/lingding for the prefix /usr, else to PREFIX/etc/lingding.
include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
install(TARGETS lingding RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY geo/data DESTINATION ${CMAKE_INSTALL_DATADIR}/lingding/geo)
install(DIRECTORY adapters/logs/data DESTINATION ${CMAKE_INSTALL_DATADIR}/lingding/adapters/logs)
install(DIRECTORY plans/data plans/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/lingding/plans)
install(DIRECTORY tools/drill/library DESTINATION ${CMAKE_INSTALL_DATADIR}/lingding/tools/drill)
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "*.schema.json")
install(FILES tools/packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES tools/packaging/lingding.service DESTINATION lib/systemd/system)
install(CODE "
  string(REGEX REPLACE \"/usr$\" \"\" etc_parent \"\${CMAKE_INSTALL_PREFIX}\")
  file(INSTALL DESTINATION \"\${etc_parent}/etc/lingding\" TYPE FILE FILES \"${CMAKE_SOURCE_DIR}/tools/config/lingding.toml\")")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lingding)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Lingding maintainers <maintainers@lingding.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGE_DESCRIPTION
  "Lingding receives distress alerts (AIS-SART, EPIRB-AIS, MOB, ships' own alarms), decides whose water they are in,
attaches the ship's cooperation plan, records everything, and shows it at the consoles of the responsible centre
and of those that must know, with exactly one centre in custody of each case.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The fonts are for plans on paper: traditional and simplified Chinese with Latin letters in one family.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, fonts-noto-cjk")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
file(WRITE ${CMAKE_BINARY_DIR}/packaging/conffiles "/etc/lingding/lingding.toml\n")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${CMAKE_SOURCE_DIR}/tools/packaging/postinst ${CMAKE_SOURCE_DIR}/tools/packaging/prerm
  ${CMAKE_SOURCE_DIR}/tools/packaging/postrm ${CMAKE_BINARY_DIR}/packaging/conffiles)
include(CPack)
