#include <kenyon/io/png.hpp>

#include <png.h>

#include <string>

#include <kenyon/base/error.hpp>
#include <kenyon/io/file.hpp>

namespace kenyon {
namespace {

// libpng's own limit for a side (PNG_USER_WIDTH_MAX).
constexpr std::size_t max_side = 1'000'000;

// The simplified interface of libpng keeps its longjmp within itself.
std::string encode(png_image& image, const std::uint8_t* pixels, const std::string& path) {
  std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = bytes.size();
  const int done = png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels, 0, nullptr);
  const std::string message = image.message;
  png_image_free(&image);
  if (!done) throw error(fault::resources, path + ": cannot be encoded: " + message);
  bytes.resize(size);
  return bytes;
}

}  // namespace

void write_png(const std::string& path, std::size_t width, std::size_t height,
               std::span<const std::uint8_t> pixels) {
  if (width == 0 || height == 0 || width > max_side || height > max_side ||
      width * height != pixels.size())
    throw error(fault::usage, path + ": expected a picture of 1 to " + std::to_string(max_side) +
                                  " pixels a side, found " + std::to_string(width) + " x " +
                                  std::to_string(height) + " with " +
                                  std::to_string(pixels.size()) + " pixels");
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_GRAY;
  write_file(path, encode(image, pixels.data(), path));
}

}  // namespace kenyon
