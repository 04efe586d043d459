# install() of the program and what it needs at run time, and the Debian package through CPack.
include(GNUInstallDirs)
install(TARGETS lingding RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
