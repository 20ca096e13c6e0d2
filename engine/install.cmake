# What an installed Kenyon consists of, for find_package(kenyon) and pkg-config alike.
include(CMakePackageConfigHelpers)
set(config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/kenyon)

set(libraries kenyon_base kenyon kenyon_io kenyon_store kenyon_graph kenyon_lab)
install(TARGETS ${libraries} EXPORT kenyon_targets
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT kenyon_targets NAMESPACE kenyon:: FILE kenyon-targets.cmake DESTINATION ${config_folder})

if(BUILD_SHARED_LIBS)
  set(KENYON_IS_STATIC OFF)
else()
  set(KENYON_IS_STATIC ON)
endif()
configure_package_config_file(kenyon-config.cmake.in kenyon-config.cmake
                              INSTALL_DESTINATION ${config_folder})
write_basic_package_version_file(kenyon-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/kenyon-config.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/kenyon-config-version.cmake DESTINATION ${config_folder})

# Relative to the .pc file, so that the folder may be installed, or moved, anywhere.
file(RELATIVE_PATH KENYON_PREFIX_FROM_PC /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
# One a library: kenyon.pc, kenyon-io.pc, ...
function(kenyon_pkg_config name library requires private)
  configure_file(kenyon.pc.in ${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()
kenyon_pkg_config(kenyon "kenyon -lkenyon_base" "" "tbb")
kenyon_pkg_config(kenyon-io kenyon_io kenyon "zlib libpng")
kenyon_pkg_config(kenyon-store kenyon_store kenyon-io "sqlite3")
kenyon_pkg_config(kenyon-graph kenyon_graph kenyon-store "")
kenyon_pkg_config(kenyon-lab kenyon_lab kenyon-graph "")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/kenyon
        RENAME copyright)
