-- Walking, on OSRM's own foot profile (foot.lua), with the speeds of foot.yaml or foot_slow.yaml.
local foot = require('foot')
local with_figures = require('wijk_common')
local figures = require('wijk_speeds')
local base_setup = foot.setup

function foot.setup()
  local profile = with_figures(base_setup(), figures)
  profile.speeds.highway = figures.roads_kmh
  for _, group in ipairs({ 'railway', 'amenity', 'man_made' }) do
    for kind, _ in pairs(profile.speeds[group]) do
      profile.speeds[group][kind] = figures.elsewhere_kmh
    end
  end
  return profile
end

return foot
